// Models that think and sign their thoughts: their vendor checks, in the wire test, that every signature comes back as it was.
import assert from 'node:assert/strict';
import test from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { keys, openai, url, user } from './gateway.mjs';

const anthropic = new Anthropic({ baseURL: url, apiKey: keys.all, maxRetries: 0, timeout: 20_000 });
const gemini = new GoogleGenAI({ apiKey: keys.all, httpOptions: { baseUrl: url } });
const parameters = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const turns = 3;

for (const model of ['thinks-gemini', 'thinks-openai']) {
  test(`thinking: anthropic at ${model}, a tool loop`, async () => {
    const body = { model, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 }, tools: [{ name: 'step', input_schema: parameters }] };
    const messages = user('Go');
    for (let turn = 1; ; turn++) {
      const answer = await anthropic.messages.stream({ ...body, messages }).finalMessage();
      assert.match(answer.content.find((block) => block.type === 'thinking').thinking, /^Thought/);
      if (answer.stop_reason !== 'tool_use') {
        assert.equal(turn, turns + 1);
        return;
      }

      const call = answer.content.find((block) => block.type === 'tool_use');
      assert.equal(call.input.n, turn);
      messages.push({ role: 'assistant', content: answer.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'ok' }] });
    }
  });
}

for (const model of ['thinks-claude', 'thinks-openai']) {
  test(`thinking: google at ${model}, a tool loop`, async () => {
    const chat = gemini.chats.create({ model, config: {
      thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 }, tools: [{ functionDeclarations: [{ name: 'step', parametersJsonSchema: parameters }] }] } });
    let answer = await chat.sendMessage({ message: 'Go' });
    for (let turn = 1; turn <= turns; turn++) {
      assert.ok(answer.candidates[0].content.parts.some((part) => part.thought));
      const [call] = answer.functionCalls;
      assert.equal(call.args.n, turn);
      answer = await chat.sendMessage({ message: [{ functionResponse: { id: call.id, name: 'step', response: { result: 'ok' } } }] });
    }

    assert.equal(answer.text, 'Done.');
  });
}

for (const model of ['thinks-claude', 'thinks-gemini']) {
  test(`thinking: openai chat at ${model}, the SDK's own tool loop`, async () => {
    const asked = [];
    const runner = openai().chat.completions.runTools({
      model, stream: true, reasoning_effort: 'medium', messages: user('Go'),
      tools: [{ type: 'function', function: { name: 'step', parameters, parse: JSON.parse, function: ({ n }) => { asked.push(n); return 'ok'; } } }],
    });
    assert.equal(await runner.finalContent(), 'Done.');
    assert.deepEqual(asked, [1, 2, 3]);
  });

  test(`thinking: openai responses at ${model}, a tool loop`, async () => {
    const input = user('Go');
    const body = { model, store: false, reasoning: { effort: 'medium', summary: 'auto' }, include: ['reasoning.encrypted_content'],
      tools: [{ type: 'function', name: 'step', parameters, strict: false }] };
    for (let turn = 1; turn <= turns; turn++) {
      const answer = await openai().responses.stream({ ...body, input }).finalResponse();
      const call = answer.output.find((item) => item.type === 'function_call');
      assert.equal(JSON.parse(call.arguments).n, turn);
      input.push(...answer.output.map(({ parsed_arguments, ...item }) => item), { type: 'function_call_output', call_id: call.call_id, output: 'ok' });
    }

    assert.equal((await openai().responses.create({ ...body, input })).output_text, 'Done.');
  });
}
