import assert from 'node:assert/strict';
import test from 'node:test';
import { models, openai, user, weather } from './gateway.mjs';

const tools = [{ type: 'function', function: weather }];

for (const model of models) {
  test(`tools, ${model}: a loop of several turns, by hand`, async () => {
    const client = openai();
    const messages = user('call get_weather');
    for (let turn = 0; turn < 3; turn++) {
      const answer = await client.chat.completions.create({ model, messages, tools });
      const [choice] = answer.choices;
      assert.equal(choice.finish_reason, 'tool_calls');
      const [call] = choice.message.tool_calls;
      assert.equal(call.function.name, 'get_weather');
      assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
      messages.push(choice.message, { role: 'tool', tool_call_id: call.id, content: '{"sky":"clear"}' });
      const said = await client.chat.completions.create({ model, messages, tools });
      assert.equal(said.choices[0].finish_reason, 'stop');
      messages.push(said.choices[0].message, { role: 'user', content: 'call get_weather' });
    }
  });

  test(`tools, ${model}: a streamed call arrives in pieces that add up`, async () => {
    const stream = openai().chat.completions.stream({ model, messages: user('Go'), tools, tool_choice: 'required' });
    let pieces = 0;
    stream.on('tool_calls.function.arguments.delta', () => { pieces++; });
    const final = await stream.finalChatCompletion();
    const [call] = final.choices[0].message.tool_calls;
    assert.ok(pieces > 1, `${pieces} pieces`);
    assert.match(call.id, /./);
    assert.deepEqual(Object.keys(JSON.parse(call.function.arguments)), ['city', 'days']);
  });

  for (const stream of [false, true]) {
    test(`tools, ${model}: the SDK runs the tool by itself${stream ? ', streamed' : ''}`, async () => {
      const asked = [];
      const runner = openai().chat.completions.runTools({
        model,
        stream,
        messages: user('call get_weather'),
        tools: [{ type: 'function', function: { ...weather, parse: JSON.parse, function: (order) => { asked.push(order); return 'clear'; } } }],
      });
      assert.match(await runner.finalContent(), /./);
      assert.equal(asked.length, 1);
      assert.equal(typeof asked[0].city, 'string');
    });
  }
}
