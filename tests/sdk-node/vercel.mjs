// Vercel's SDK with its three vendors' providers, each before providers of the other vendors.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { keys, url, weather } from './gateway.mjs';

const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: keys.all });
const anthropic = createAnthropic({ baseURL: `${url}/v1`, apiKey: keys.all });
const google = createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: keys.all });
const models = {
  'openai chat at claude': openai.chat('claude-demo'),
  'openai chat at gemini': openai.chat('gemini-demo'),
  'openai responses at claude': openai.responses('claude-demo'),
  'openai responses at gemini': openai.responses('gemini-demo'),
  'anthropic at openai': anthropic('mock'),
  'anthropic at gemini': anthropic('gemini-demo'),
  'google at openai': google('mock'),
  'google at claude': google('claude-demo'),
};
const common = { maxRetries: 0, maxOutputTokens: 300 };

for (const [name, model] of Object.entries(models)) {
  test(`vercel: ${name}, whole and streamed`, async () => {
    const whole = await generateText({ ...common, model, prompt: 'Hello' });
    const streamed = streamText({ ...common, model, prompt: 'Hello' });
    let text = '';
    for await (const piece of streamed.textStream) {
      text += piece;
    }

    assert.match(whole.text, /Hello/);
    assert.equal(text, whole.text);
    assert.equal(whole.finishReason, 'stop');
    assert.equal((await streamed.usage).outputTokens, whole.usage.outputTokens);
  });

  test(`vercel: ${name}, the SDK runs a tool`, async () => {
    const asked = [];
    const get_weather = tool({ inputSchema: jsonSchema(weather.parameters), execute: async (order) => { asked.push(order); return 'clear'; } });
    const answer = await generateText({ ...common, model, prompt: 'call get_weather', tools: { get_weather }, stopWhen: stepCountIs(4) });
    assert.match(answer.text, /./);
    assert.deepEqual(asked.map((order) => Object.keys(order)), [['city', 'days']]);
  });

  test(`vercel: ${name}, an object by its schema`, async () => {
    const { object } = await generateObject({ ...common, model, prompt: 'Hello', schema: jsonSchema(weather.parameters) });
    assert.deepEqual(Object.keys(object), ['city', 'days']);
  });
}

test('vercel: a refusal is an APICallError with its status', async () => {
  await assert.rejects(generateText({ ...common, model: openai.chat('claude-refuses-400'), prompt: 'Hi' }), (error) => APICallError.isInstance(error) && error.statusCode === 400);
});
