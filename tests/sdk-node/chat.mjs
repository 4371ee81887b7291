import assert from 'node:assert/strict';
import test from 'node:test';
import { all, models, openai, user } from './gateway.mjs';

for (const model of models) {
  test(`chat, ${model}: an answer has text, an end and usage`, async () => {
    const answer = await openai().chat.completions.create({ model, messages: user('Why is the sky blue? 为什么') });
    assert.match(answer.choices[0].message.content, /Why is the sky blue\? 为什么/);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
    assert.match(answer._request_id, /./);
  });

  test(`chat, ${model}: a stream says the same`, async () => {
    const client = openai();
    const whole = await client.chat.completions.create({ model, messages: user('Hello') });
    const chunks = await all(await client.chat.completions.create({ model, messages: user('Hello'), stream: true }));
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), whole.choices[0].message.content);
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
    assert.ok(chunks.every((chunk) => !chunk.usage), 'usage that nobody asked for');
  });

  test(`chat, ${model}: a stream ends with its usage where it was asked for`, async () => {
    const chunks = await all(await openai().chat.completions.create({
      model, messages: user('Hello'), stream: true, stream_options: { include_usage: true },
    }));
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.ok(chunks.at(-1).usage.completion_tokens > 0);
  });

  test(`chat, ${model}: the stream helper assembles the final completion`, async () => {
    const stream = openai().chat.completions.stream({ model, messages: user('Hello') });
    let text = '';
    stream.on('content', (delta) => { text += delta; });
    const final = await stream.finalChatCompletion();
    assert.equal(final.choices[0].message.content, text);
  });

  test(`chat, ${model}: several choices, and a limit that cuts`, async () => {
    const answer = await openai().chat.completions.create({ model, messages: user('Hi'), n: 2, max_completion_tokens: 5 });
    assert.deepEqual(answer.choices.map((choice) => choice.finish_reason), ['length', 'length']);
  });

  test(`chat, ${model}: a structured answer satisfies its schema, whole and streamed`, async () => {
    const body = {
      model,
      messages: user('A book'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'book',
          strict: true,
          schema: {
            type: 'object',
            properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
            required: ['title', 'tags'],
            additionalProperties: false,
          },
        },
      },
    };
    const whole = await openai().chat.completions.parse(body);
    const streamed = await openai().chat.completions.stream(body).finalChatCompletion();
    for (const answer of [whole, streamed]) {
      assert.equal(typeof answer.choices[0].message.parsed.title, 'string');
      assert.ok(Array.isArray(answer.choices[0].message.parsed.tags));
    }
  });

  test(`completions, ${model}: whole and streamed`, async () => {
    const client = openai();
    const whole = await client.completions.create({ model, prompt: 'Once' });
    const chunks = await all(await client.completions.create({ model, prompt: 'Once', stream: true }));
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), whole.choices[0].text);
  });
}
