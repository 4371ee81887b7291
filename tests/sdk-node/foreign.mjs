// Each vendor's own SDK, with providers of the other vendors behind the gateway.
import assert from 'node:assert/strict';
import test from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { all, keys, openai, url, user, weather } from './gateway.mjs';

const anthropic = (options = {}) => new Anthropic({ baseURL: url, apiKey: keys.all, maxRetries: 0, timeout: 20_000, ...options });
const gemini = () => new GoogleGenAI({ apiKey: keys.all, httpOptions: { baseUrl: url } });
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const functions = [{ type: 'function', function: weather }];
const flat = [{ type: 'function', strict: true, ...weather }];
const schemas = [{ name: weather.name, input_schema: weather.parameters }];
const declarations = [{ functionDeclarations: [{ name: weather.name, parametersJsonSchema: weather.parameters }] }];
const asText = (answer) => answer.content.map((block) => block.text ?? '').join('');

for (const model of ['claude-demo', 'gemini-demo']) {
  test(`foreign: openai chat at ${model}, whole and streamed`, async () => {
    const whole = await openai().chat.completions.create({ model, messages: user('Hello') });
    const stream = openai().chat.completions.stream({ model, messages: user('Hello'), stream_options: { include_usage: true } });
    const final = await stream.finalChatCompletion();
    assert.equal(whole.model, model);
    assert.match(whole.choices[0].message.content, /Hello/);
    assert.equal(final.choices[0].message.content, whole.choices[0].message.content);
    assert.deepEqual([final.usage.prompt_tokens, final.usage.completion_tokens], [whole.usage.prompt_tokens, whole.usage.completion_tokens]);
  });

  test(`foreign: openai chat at ${model}, a loop of several turns with a picture`, async () => {
    const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: [
      { type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }] }];
    messages.push((await openai().chat.completions.create({ model, messages })).choices[0].message);
    for (let turn = 0; turn < 3; turn++) {
      messages.push({ role: 'user', content: 'call get_weather' });
      const [choice] = (await openai().chat.completions.create({ model, messages, tools: functions })).choices;
      assert.equal(choice.finish_reason, 'tool_calls');
      const [call] = choice.message.tool_calls;
      assert.deepEqual(Object.keys(JSON.parse(call.function.arguments)), ['city', 'days']);
      messages.push(choice.message, { role: 'tool', tool_call_id: call.id, content: '{"sky":"clear"}' });
      const said = await openai().chat.completions.create({ model, messages, tools: functions });
      assert.equal(said.choices[0].finish_reason, 'stop');
      messages.push(said.choices[0].message);
    }
  });

  test(`foreign: openai chat at ${model}, the SDK runs the tool by itself, streamed`, async () => {
    const asked = [];
    const runner = openai().chat.completions.runTools({
      model, stream: true, messages: user('call get_weather'),
      tools: [{ type: 'function', function: { ...weather, parse: JSON.parse, function: (order) => { asked.push(order); return 'clear'; } } }],
    });
    assert.match(await runner.finalContent(), /./);
    assert.equal(typeof asked[0].city, 'string');
  });

  test(`foreign: openai chat at ${model}, structured output is parsed`, async () => {
    const book = z.object({ title: z.string(), pages: z.number() });
    const final = await openai().chat.completions.parse({ model, messages: user('A book'), response_format: zodResponseFormat(book, 'book') });
    assert.equal(typeof final.choices[0].message.parsed.title, 'string');
  });

  test(`foreign: openai responses at ${model}`, async () => {
    const whole = await openai().responses.create({ model, input: 'Hello' });
    const events = await all(await openai().responses.create({ model, input: 'Hello', stream: true }));
    assert.equal(whole.status, 'completed');
    assert.equal(events.at(-1).response.output[0].content[0].text, whole.output_text);
    const input = [{ role: 'user', content: 'call get_weather' }];
    const call = (await openai().responses.create({ model, input, tools: flat })).output.find((item) => item.type === 'function_call');
    const streamed = await openai().responses.stream({ model, input, tools: flat }).finalResponse();
    assert.deepEqual(JSON.parse(streamed.output.find((item) => item.type === 'function_call').arguments), JSON.parse(call.arguments));
    input.push(call, { type: 'function_call_output', call_id: call.call_id, output: 'clear' });
    assert.match((await openai().responses.create({ model, input, tools: flat })).output_text, /./);
    await assert.rejects(openai().responses.create({ model, input: 'Hi', previous_response_id: 'resp_1' }), OpenAI.BadRequestError);
  });

  test(`foreign: openai errors at ${model} have their classes`, async () => {
    const ask = (fault) => openai().chat.completions.create({ model: `${model.split('-')[0]}-refuses-${fault}`, messages: user('Hi') });
    await assert.rejects(ask('400'), OpenAI.BadRequestError);
    await assert.rejects(ask('429'), OpenAI.RateLimitError);
    await assert.rejects(ask('500'), OpenAI.InternalServerError);
  });
}

for (const model of ['mock', 'gemini-demo']) {
  const body = { model, max_tokens: 200 };
  test(`foreign: anthropic at ${model}, whole and streamed`, async () => {
    const whole = await anthropic().messages.create({ ...body, system: 'Be kind.', messages: user('Hello') });
    const final = await anthropic().messages.stream({ ...body, system: 'Be kind.', messages: user('Hello') }).finalMessage();
    assert.equal(whole.model, model);
    assert.match(asText(whole), /Hello/);
    assert.equal(asText(final), asText(whole));
    assert.equal(final.usage.output_tokens, whole.usage.output_tokens);
    assert.equal(whole.stop_reason, 'end_turn');
  });

  test(`foreign: anthropic at ${model}, a loop of several turns with a picture`, async () => {
    const messages = user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }, { type: 'text', text: 'What is this?' }]);
    messages.push({ role: 'assistant', content: (await anthropic().messages.create({ ...body, messages })).content });
    for (let turn = 0; turn < 3; turn++) {
      messages.push({ role: 'user', content: 'call get_weather' });
      const first = turn === 1
        ? await anthropic().messages.stream({ ...body, messages, tools: schemas }).finalMessage()
        : await anthropic().messages.create({ ...body, messages, tools: schemas });
      assert.equal(first.stop_reason, 'tool_use');
      const call = first.content.find((block) => block.type === 'tool_use');
      assert.deepEqual(Object.keys(call.input), ['city', 'days']);
      messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'clear' }] });
      const said = await anthropic().messages.create({ ...body, messages, tools: schemas });
      assert.equal(said.stop_reason, 'end_turn');
      messages.push({ role: 'assistant', content: said.content });
    }
  });

  test(`foreign: anthropic at ${model}, structured output and a limit`, async () => {
    const output_config = { format: { type: 'json_schema', schema: weather.parameters } };
    assert.deepEqual(Object.keys(JSON.parse(asText(await anthropic().messages.create({ ...body, messages: user('Hello'), output_config })))), ['city', 'days']);
    assert.equal((await anthropic().messages.create({ ...body, max_tokens: 3, messages: user('Tell me a long story') })).stop_reason, 'max_tokens');
  });
}

test('foreign: anthropic counts tokens at Google', async () => {
  assert.ok((await anthropic().messages.countTokens({ model: 'gemini-demo', messages: user('Hello') })).input_tokens > 0);
});

test('foreign: google counts tokens at Anthropic', async () => {
  assert.ok((await gemini().models.countTokens({ model: 'claude-demo', contents: 'Hello' })).totalTokens > 0);
});

test('foreign: anthropic errors have their classes', async () => {
  const ask = (fault) => anthropic().messages.create({ model: `gemini-refuses-${fault}`, max_tokens: 9, messages: user('Hi') });
  await assert.rejects(ask('400'), Anthropic.BadRequestError);
  await assert.rejects(ask('429'), Anthropic.RateLimitError);
  await assert.rejects(ask('500'), Anthropic.InternalServerError);
});

for (const model of ['mock', 'claude-demo']) {
  test(`foreign: google at ${model}, whole and streamed`, async () => {
    const body = { model, contents: 'Hello', config: { systemInstruction: 'Be kind.' } };
    const whole = await gemini().models.generateContent(body);
    const chunks = await all(await gemini().models.generateContentStream(body));
    assert.match(whole.text, /Hello/);
    assert.equal(chunks.map((chunk) => chunk.text ?? '').join(''), whole.text);
    assert.equal(chunks.at(-1).usageMetadata.candidatesTokenCount, whole.usageMetadata.candidatesTokenCount);
  });

  test(`foreign: google at ${model}, a chat of several turns with tools and a picture`, async () => {
    const chat = gemini().chats.create({ model, config: { tools: declarations } });
    await chat.sendMessage({ message: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: pixel } }] });
    for (let turn = 0; turn < 3; turn++) {
      const asked = await chat.sendMessage({ message: 'call get_weather' });
      const [call] = asked.functionCalls;
      assert.deepEqual(Object.keys(call.args), ['city', 'days']);
      const said = await chat.sendMessage({ message: [{ functionResponse: { id: call.id, name: call.name, response: { sky: 'clear' } } }] });
      assert.match(said.text, /./);
    }
  });

  test(`foreign: google at ${model}, a forced tool and a structured answer`, async () => {
    const forced = await gemini().models.generateContent({ model, contents: 'Hello', config: {
      tools: declarations, toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } } } });
    assert.equal(forced.functionCalls[0].name, 'get_weather');
    const shaped = await gemini().models.generateContent({ model, contents: 'Hello', config: {
      responseMimeType: 'application/json', responseJsonSchema: weather.parameters } });
    assert.deepEqual(Object.keys(JSON.parse(shaped.text)), ['city', 'days']);
  });
}

test('foreign: google errors carry their status', async () => {
  for (const status of [400, 429]) {
    const ask = gemini().models.generateContent({ model: `claude-refuses-${status}`, contents: 'Hi' });
    await assert.rejects(ask, (error) => error instanceof ApiError && error.status === status);
  }
});
