import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import OpenAI from 'openai';
import { keys, openai, user } from './gateway.mjs';

const chat = (client, model, more = {}) => client.chat.completions.create({ model, messages: user('Hi'), ...more });

async function failure(call, type, status) {
  const error = await call.then(() => assert.fail('no error'), (thrown) => thrown);
  assert.ok(error instanceof type, `${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  return error;
}

test('errors: a wrong key is an AuthenticationError with code and request id', async () => {
  const error = await failure(chat(openai({ apiKey: 'sk-wrong' }), 'demo'), OpenAI.AuthenticationError, 401);
  assert.equal(error.code, 'AUTH_INVALID_TOKEN');
  assert.match(error.requestID, /./);
});

test('errors: no key is an AuthenticationError', async () => {
  const error = await failure(chat(openai({ defaultHeaders: { authorization: null } }), 'demo'), OpenAI.AuthenticationError, 401);
  assert.equal(error.code, 'AUTH_MISSING_TOKEN');
});

test('errors: a key that may not do it is a PermissionDeniedError', async () => {
  const narrow = openai({ apiKey: keys.narrow });
  await failure(chat(narrow, 'mock'), OpenAI.PermissionDeniedError, 403);
  await failure(narrow.files.list(), OpenAI.PermissionDeniedError, 403);
});

test('errors: an unknown model is a NotFoundError', async () => {
  const error = await failure(chat(openai(), 'nobody-has-this'), OpenAI.NotFoundError, 404);
  assert.equal(error.code, 'MODEL_NOT_FOUND');
  assert.equal(error.param, 'model');
});

test('errors: an unknown address is a NotFoundError', async () => {
  await failure(openai({ baseURL: new URL('/nowhere', openai().baseURL).href }).models.list(), OpenAI.NotFoundError, 404);
});

test('errors: a request without a model or with a wrong type is a BadRequestError', async () => {
  await failure(chat(openai(), undefined), OpenAI.BadRequestError, 400);
  await failure(chat(openai(), 7), OpenAI.BadRequestError, 400);
  await failure(chat(openai(), 'mock', { messages: undefined }), OpenAI.BadRequestError, 400);
});

for (const [status, type] of [
  [400, OpenAI.BadRequestError], [401, OpenAI.AuthenticationError], [403, OpenAI.PermissionDeniedError], [404, OpenAI.NotFoundError],
  [409, OpenAI.ConflictError], [422, OpenAI.UnprocessableEntityError], [429, OpenAI.RateLimitError],
  [500, OpenAI.InternalServerError], [502, OpenAI.InternalServerError], [503, OpenAI.InternalServerError], [504, OpenAI.InternalServerError],
]) {
  for (const stream of [false, true]) {
    test(`errors: the provider's ${status}${stream ? ' to a stream' : ''} is a ${type.name}`, async () => {
      const error = await failure(chat(openai(), `demo-${status}`, { stream }), type, status);
      // Who asked for a rest is not asked again so soon: then the gateway says so itself.
      assert.match(error.message, stream && [429, 503].includes(status) ? /ordered|Retry later/ : /ordered/);
    });
  }
}

test('errors: a limit is a RateLimitError that says when to come back, and the SDK comes back', async () => {
  await chat(openai({ apiKey: keys.limited }), 'demo');
  const error = await failure(chat(openai({ apiKey: keys.limited }), 'demo'), OpenAI.RateLimitError, 429);
  assert.equal(error.code, 'RATE_LIMIT_EXCEEDED');
  assert.equal(error.headers.get('retry-after'), '1');
  const began = performance.now();
  await chat(openai({ apiKey: keys.limited, maxRetries: 2 }), 'demo');
  assert.ok(performance.now() - began > 500, 'the SDK did not wait');
});

test("errors: an upstream that cannot be reached is the gateway's InternalServerError", async () => {
  const error = await failure(chat(openai(), 'unreachable'), OpenAI.InternalServerError, 503);
  assert.equal(error.code, 'UPSTREAM_UNAVAILABLE');
});

test("errors: an upstream that is too slow is the gateway's 504", async () => {
  const error = await failure(chat(openai(), 'late'), OpenAI.InternalServerError, 504);
  assert.equal(error.code, 'UPSTREAM_TIMEOUT');
});

test('errors: an upstream that hangs up is a 502', async () => {
  const error = await failure(chat(openai(), 'demo-reset'), OpenAI.InternalServerError, 502);
  assert.equal(error.code, 'UPSTREAM_ERROR');
});

test("errors: the client's own time-out is an APIConnectionTimeoutError", async () => {
  await assert.rejects(chat(openai({ timeout: 100 }), 'demo-hang'), OpenAI.APIConnectionTimeoutError);
});

test('errors: no gateway is an APIConnectionError', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address();
  await new Promise((closed) => taken.close(closed));
  await assert.rejects(chat(openai({ baseURL: `http://127.0.0.1:${port}/v1` }), 'demo'), OpenAI.APIConnectionError);
});
