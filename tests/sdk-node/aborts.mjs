// The upstream of the model `hang` says one event and then nothing. That it saw each of these connections close is checked by the wire test.
import assert from 'node:assert/strict';
import test from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { keys, openai, url, user } from './gateway.mjs';

const model = 'hang';

test('aborts: an AbortController ends a call in flight', async () => {
  const control = new AbortController();
  const call = openai().chat.completions.create({ model: 'hang-silent', messages: user('Hi') }, { signal: control.signal });
  setTimeout(() => control.abort(), 150);
  await assert.rejects(call, OpenAI.APIUserAbortError);
});

test('aborts: an AbortController ends a stream', async () => {
  const control = new AbortController();
  const stream = await openai().chat.completions.create({ model, messages: user('Hi'), stream: true }, { signal: control.signal });
  let chunks = 0;
  for await (const _ of stream) {
    chunks++;
    control.abort();
  }

  assert.equal(chunks, 1);
});

test('aborts: leaving the loop ends a stream', async () => {
  for await (const _ of await openai().chat.completions.create({ model, messages: user('Hi'), stream: true })) {
    break;
  }
});

test('aborts: the stream helper can be aborted', async () => {
  const stream = openai().chat.completions.stream({ model, messages: user('Hi') });
  stream.on('chunk', () => stream.abort());
  await assert.rejects(stream.finalChatCompletion(), OpenAI.APIUserAbortError);
});

test('aborts: leaving the loop ends a stream of another vendor', async () => {
  const client = new Anthropic({ baseURL: url, apiKey: keys.all, maxRetries: 0, timeout: 20_000 });
  for await (const _ of await client.messages.create({ model, max_tokens: 9, messages: user('Hi'), stream: true })) {
    break;
  }
});
