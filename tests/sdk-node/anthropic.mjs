import assert from 'node:assert/strict';
import test from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { all, keys, url, user, weather } from './gateway.mjs';

const anthropic = (options = {}) => new Anthropic({ baseURL: url, apiKey: keys.all, maxRetries: 0, timeout: 20_000, ...options });
const body = { model: 'claude-demo', max_tokens: 200 };
const tools = [{ name: weather.name, input_schema: weather.parameters }];

test('anthropic: whole and streamed say the same, with usage', async () => {
  const whole = await anthropic().messages.create({ ...body, messages: user('Hello') });
  const final = await anthropic().messages.stream({ ...body, messages: user('Hello') }).finalMessage();
  assert.match(whole.content[0].text, /Hello/);
  assert.equal(final.content[0].text, whole.content[0].text);
  assert.deepEqual(final.usage.output_tokens, whole.usage.output_tokens);
  const events = await all(await anthropic().messages.create({ ...body, messages: user('Hello'), stream: true }));
  assert.equal(events.at(-1).type, 'message_stop');
});

test('anthropic: a tool is called, whole and streamed, and answered', async () => {
  const messages = user('call get_weather');
  const first = await anthropic().messages.create({ ...body, messages, tools });
  const streamed = await anthropic().messages.stream({ ...body, messages, tools }).finalMessage();
  assert.equal(first.stop_reason, 'tool_use');
  const call = first.content.find((block) => block.type === 'tool_use');
  assert.deepEqual(streamed.content.find((block) => block.type === 'tool_use').input, call.input);
  messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'clear' }] });
  assert.equal((await anthropic().messages.create({ ...body, messages, tools })).stop_reason, 'end_turn');
});

test('anthropic: a structured answer satisfies its schema', async () => {
  const output_config = { format: { type: 'json_schema', schema: weather.parameters } };
  const answer = await anthropic().messages.create({ ...body, messages: user('Hello'), output_config });
  assert.deepEqual(Object.keys(JSON.parse(answer.content[0].text)), ['city', 'days']);
});

test('anthropic: tokens are counted', async () => {
  assert.ok((await anthropic().messages.countTokens({ model: body.model, messages: user('Hello') })).input_tokens > 0);
});

test('anthropic: errors have their classes', async () => {
  const ask = (client, model = body.model) => client.messages.create({ ...body, model, messages: user('Hi') });
  await assert.rejects(ask(anthropic({ apiKey: 'sk-wrong' })), Anthropic.AuthenticationError);
  await assert.rejects(ask(anthropic(), 'nobody-has-this'), Anthropic.NotFoundError);
  await assert.rejects(ask(anthropic({ apiKey: keys.narrow })), Anthropic.PermissionDeniedError);
  await assert.rejects(ask(anthropic({ defaultHeaders: { 'x-mock-fault': 'reset' } })), Anthropic.InternalServerError);
});

test('anthropic: a stream that breaks raises an APIError', async () => {
  const client = anthropic({ defaultHeaders: { 'x-mock-fault': 'cut' } });
  await assert.rejects(all(await client.messages.create({ ...body, messages: user('Hi'), stream: true })), Anthropic.APIError);
});

// Last: who refuses is left alone for a while. The 529 names no time, so that it is asked again at once for want of another.
test('anthropic: refusals have their classes', async () => {
  const ask = (fault) => anthropic({ defaultHeaders: { 'x-mock-fault': fault } }).messages.create({ ...body, messages: user('Hi') });
  await assert.rejects(ask('529'), (error) => error instanceof Anthropic.InternalServerError || error instanceof Anthropic.RateLimitError);
  await assert.rejects(ask('429'), Anthropic.RateLimitError);
});
