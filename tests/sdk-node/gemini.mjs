import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import { all, keys, url, weather } from './gateway.mjs';

const gemini = (apiKey = keys.all, headers = {}, apiVersion = undefined) =>
  new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: url, headers } });
const body = { model: 'gemini-demo', contents: 'Hello' };

for (const version of ['v1', 'v1beta']) {
  test(`gemini: whole and streamed say the same, with usage, in ${version}`, async () => {
    const client = gemini(keys.all, {}, version);
    const whole = await client.models.generateContent(body);
    const chunks = await all(await client.models.generateContentStream(body));
    assert.match(whole.text, /Hello/);
    assert.equal(chunks.map((chunk) => chunk.text ?? '').join(''), whole.text);
    assert.equal(chunks.at(-1).usageMetadata.candidatesTokenCount, whole.usageMetadata.candidatesTokenCount);
  });
}

test('gemini: a tool is called', async () => {
  const answer = await gemini().models.generateContent({ ...body, config: {
    tools: [{ functionDeclarations: [{ name: weather.name, parametersJsonSchema: weather.parameters }] }],
    toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
  } });
  assert.equal(answer.functionCalls[0].name, 'get_weather');
  assert.deepEqual(Object.keys(answer.functionCalls[0].args), ['city', 'days']);
});

test('gemini: a structured answer satisfies its schema', async () => {
  const config = { responseMimeType: 'application/json', responseJsonSchema: weather.parameters };
  const answer = await gemini().models.generateContent({ ...body, config });
  assert.deepEqual(Object.keys(JSON.parse(answer.text)), ['city', 'days']);
});

test('gemini: tokens are counted', async () => {
  assert.ok((await gemini().models.countTokens(body)).totalTokens > 0);
});

test('gemini: errors carry their status', async () => {
  const fails = (client, status, more = {}) => assert.rejects(
    client.models.generateContent({ ...body, ...more }), (error) => error instanceof ApiError && error.status === status);
  await fails(gemini('sk-wrong'), 401);
  await fails(gemini(keys.narrow), 403);
  await fails(gemini(), 404, { model: 'nobody-has-this' });
  await fails(gemini(keys.all, { 'x-mock-fault': '400' }), 400);
});

test('gemini: a stream that breaks does not end well', async () => {
  const stream = await gemini(keys.all, { 'x-mock-fault': 'cut' }).models.generateContentStream(body);
  await assert.rejects(all(stream));
});
