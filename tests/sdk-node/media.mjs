import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI, { toFile } from 'openai';
import { models, openai } from './gateway.mjs';

for (const model of models) {
  test(`audio, ${model}: speech is a wave, and it is transcribed`, async () => {
    const client = openai();
    const answer = await client.audio.speech.create({ model, voice: 'alloy', input: 'Hello', response_format: 'wav' });
    const wave = Buffer.from(await answer.arrayBuffer());
    assert.equal(wave.subarray(0, 4).toString(), 'RIFF');
    assert.equal(wave.readUInt32LE(4), wave.length - 8);
    const file = () => toFile(wave, 'hello.wav');
    const heard = await client.audio.transcriptions.create({ model, file: await file() });
    assert.match(heard.text, new RegExp(`hello\\.wav, ${wave.length} bytes`));
    const text = await client.audio.transcriptions.create({ model, file: await file(), response_format: 'text' });
    assert.match(text, /hello\.wav/);
    const translated = await client.audio.translations.create({ model, file: await file() });
    assert.match(translated.text, /hello\.wav/);
  });

  test(`images, ${model}: generated and edited pictures are PNGs`, async () => {
    const client = openai();
    const made = await client.images.generate({ model, prompt: 'a hill', n: 2 });
    assert.equal(made.data.length, 2);
    const png = Buffer.from(made.data[0].b64_json, 'base64');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    const edited = await client.images.edit({ model, prompt: 'a lake', image: await toFile(png, 'hill.png', { type: 'image/png' }) });
    assert.equal(Buffer.from(edited.data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
  });

  test(`moderations, ${model}: each input has its verdict`, async () => {
    const answer = await openai().moderations.create({ model, input: ['fine', 'not fine [flag]'] });
    assert.deepEqual(answer.results.map((result) => result.flagged), [false, true]);
  });
}

test('audio, at Google: speech is a wave or samples, and not what cannot be made', async () => {
  const ask = { model: 'gemini-demo-tts', voice: 'alloy', input: 'Hello', instructions: 'Be kind.' };
  const wave = Buffer.from(await (await openai().audio.speech.create(ask)).arrayBuffer());
  assert.equal(wave.subarray(0, 4).toString(), 'RIFF');
  assert.equal(wave.readUInt32LE(4), wave.length - 8);
  const samples = Buffer.from(await (await openai().audio.speech.create({ ...ask, response_format: 'pcm' })).arrayBuffer());
  assert.deepEqual(wave.subarray(44), samples);
  await assert.rejects(openai().audio.speech.create({ ...ask, response_format: 'mp3' }), OpenAI.BadRequestError);
});

test('images, at Google: a generated picture is a PNG and its usage is told', async () => {
  const made = await openai().images.generate({ model: 'gemini-demo-image', prompt: 'a hill', size: '1024x1024' });
  assert.equal(Buffer.from(made.data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
  assert.equal(made.usage.output_tokens_details.image_tokens, 1);
  await assert.rejects(openai().images.generate({ model: 'gemini-demo-image', prompt: 'a hill', response_format: 'url' }), OpenAI.BadRequestError);
});
