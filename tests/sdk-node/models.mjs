import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI from 'openai';
import { all, keys, models, openai } from './gateway.mjs';

test('models: the list holds what the key may use', async () => {
  const mine = (await all(await openai().models.list())).map((model) => model.id);
  const narrow = (await all(await openai({ apiKey: keys.narrow }).models.list())).map((model) => model.id);
  assert.ok(models.every((model) => mine.includes(model)), mine.join());
  assert.deepEqual(narrow, ['demo']);
});

test('models: one is described, an unknown one is not found', async () => {
  assert.equal((await openai().models.retrieve('demo')).id, 'demo');
  await assert.rejects(openai({ apiKey: keys.narrow }).models.retrieve('nobody-has-this'), OpenAI.NotFoundError);
});
