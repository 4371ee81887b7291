import assert from 'node:assert/strict';
import test from 'node:test';
import { all, models, openai, weather } from './gateway.mjs';

const tools = [{ type: 'function', strict: true, ...weather }];

for (const model of models) {
  test(`responses, ${model}: whole and streamed say the same`, async () => {
    const client = openai();
    const whole = await client.responses.create({ model, input: 'Tell me a joke' });
    const events = await all(await client.responses.create({ model, input: 'Tell me a joke', stream: true }));
    const text = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');
    assert.equal(whole.status, 'completed');
    assert.equal(text, whole.output_text);
    assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, index) => index));
    assert.equal(events.at(-1).type, 'response.completed');
    assert.equal(events.at(-1).response.usage.output_tokens, whole.usage.output_tokens);
  });

  test(`responses, ${model}: a tool is called and answered`, async () => {
    const client = openai();
    const input = [{ role: 'user', content: 'call get_weather' }];
    const first = await client.responses.create({ model, input, tools });
    const call = first.output.find((item) => item.type === 'function_call');
    assert.equal(call.name, 'get_weather');
    input.push(call, { type: 'function_call_output', call_id: call.call_id, output: 'clear' });
    const second = await client.responses.create({ model, input, tools });
    assert.match(second.output_text, /./);
  });

  test(`responses, ${model}: a streamed tool call adds up in the SDK's own helper`, async () => {
    const final = await openai().responses.stream({ model, input: 'Go', tools, tool_choice: 'required' }).finalResponse();
    assert.equal(typeof final.output[0].parsed_arguments.city, 'string');
  });

  test(`responses, ${model}: structured output is parsed`, async () => {
    const final = await openai().responses.parse({
      model,
      input: 'A book',
      text: { format: {
        type: 'json_schema', name: 'book', strict: true,
        schema: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'], additionalProperties: false },
      } },
    });
    assert.equal(typeof final.output_parsed.title, 'string');
  });

  test(`responses, ${model}: a limit makes it incomplete`, async () => {
    const answer = await openai().responses.create({ model, input: 'Long please', max_output_tokens: 3 });
    assert.equal(answer.status, 'incomplete');
    assert.equal(answer.incomplete_details.reason, 'max_output_tokens');
  });
}
