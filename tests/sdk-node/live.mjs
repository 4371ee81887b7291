import assert from 'node:assert/strict';
import test from 'node:test';
import { GoogleGenAI, Modality } from '@google/genai';
import { keys, url } from './gateway.mjs';

/** Opens a session and gathers what is said in it; `until` waits for a message. */
async function talk({ apiKey = keys.all, model = 'gemini-talks' } = {}) {
  const said = [];
  const waiting = [];
  const tell = () => waiting.forEach((look) => look());
  const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });
  const closed = {};
  const session = await client.live.connect({
    model,
    config: { responseModalities: [Modality.AUDIO], systemInstruction: 'Be brief.' },
    callbacks: {
      onmessage: (message) => { said.push(message); tell(); },
      onclose: (event) => { closed.code = event.code; closed.reason = event.reason; tell(); },
    },
  });
  const until = (condition) => new Promise((resolve) => {
    const look = () => { if (condition(said)) resolve(); };
    waiting.push(look);
    look();
  });
  return { session, said, closed, until };
}

test('live: a session talks, and each turn has its usage', async () => {
  const { session, said, until, closed } = await talk();
  for (let turn = 1; turn <= 2; turn++) {
    session.sendRealtimeInput({ audio: { data: 'AAAA', mimeType: 'audio/pcm;rate=16000' } });
    session.sendClientContent({ turns: 'goOn', turnComplete: true });
    await until(() => said.filter((message) => message.usageMetadata).length === turn);
  }

  assert.ok(said.some((message) => message.data === 'AAECAw=='));
  assert.deepEqual(said.filter((message) => message.usageMetadata).map((message) => message.usageMetadata.promptTokenCount), [100, 220]);
  session.close();
  await until(() => closed.code);
});

test('live: a key that may not use the model is told so', async () => {
  await assert.rejects(async () => {
    const { until, closed } = await talk({ apiKey: keys.narrow });
    await until(() => closed.code);
    throw new Error(`code ${closed.code}: ${closed.reason}`);
  }, /code 1008.*FORBIDDEN/);
});
