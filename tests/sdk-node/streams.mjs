import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI from 'openai';
import { openai, user } from './gateway.mjs';

/** Reads a stream to its error, and gives both. */
async function broken(stream) {
  const items = [];
  try {
    for await (const item of stream) {
      items.push(item);
    }
  } catch (error) {
    return { items, error };
  }

  return assert.fail(`no error after ${items.length} items`);
}

test('streams: an upstream that dies raises an APIError behind what was delivered', async () => {
  const stream = await openai().chat.completions.create({ model: 'demo-cut', messages: user('Hi'), stream: true });
  const { items, error } = await broken(stream);
  assert.ok(items.length > 0);
  assert.ok(error instanceof OpenAI.APIError, `${error.constructor.name}: ${error.message}`);
  assert.equal(error.code, 'UPSTREAM_ERROR');
});

test('streams: the same for the stream helper', async () => {
  const stream = openai().chat.completions.stream({ model: 'demo-cut', messages: user('Hi') });
  await assert.rejects(stream.finalChatCompletion(), OpenAI.APIError);
});

test('streams: the same for completions', async () => {
  const { error } = await broken(await openai().completions.create({ model: 'demo-cut', prompt: 'Hi', stream: true }));
  assert.ok(error instanceof OpenAI.APIError, `${error.constructor.name}: ${error.message}`);
});

test('streams: a response that breaks ends with its error event, and its helper does not succeed', async () => {
  const body = { model: 'demo-cut', input: 'Hi' };
  const events = [];
  const read = (async () => {
    for await (const event of await openai().responses.create({ ...body, stream: true })) {
      events.push(event);
    }
  })();
  await read.catch((error) => assert.ok(error instanceof OpenAI.APIError, `${error.constructor.name}: ${error.message}`));
  const last = events.at(-1);
  if (last.type === 'error') {
    assert.equal(last.code, 'UPSTREAM_ERROR');
    assert.equal(last.sequence_number, events.at(-2).sequence_number + 1);
  } else {
    await assert.rejects(read, OpenAI.APIError);
  }

  await assert.rejects(openai().responses.stream(body).finalResponse(), OpenAI.OpenAIError);
});

test('streams: heartbeats of a silent upstream do not disturb', async () => {
  const stream = await openai().chat.completions.create(
    { model: 'mock', messages: user('Hi'), stream: true }, { headers: { 'x-mock-latency-ms': '1300', 'x-mock-tokens': '3' } });
  let text = '';
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
  }

  assert.match(text, /./);
});
