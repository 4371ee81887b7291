import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI, { toFile } from 'openai';
import { all, models, openaiAt, providers } from './gateway.mjs';

for (const model of models) {
  test(`files, ${model}: upload, list, read, delete`, async () => {
    const client = openaiAt(providers[model]);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 255);
    const file = await client.files.create({ file: await toFile(bytes, 'números 1.bin'), purpose: 'user_data' });
    assert.equal(file.bytes, bytes.length);
    assert.equal(file.filename, 'números 1.bin');
    assert.ok((await all(await client.files.list())).some((one) => one.id === file.id));
    assert.equal((await client.files.retrieve(file.id)).id, file.id);
    assert.deepEqual(new Uint8Array(await (await client.files.content(file.id)).arrayBuffer()), bytes);
    assert.equal((await client.files.delete(file.id)).deleted, true);
    await assert.rejects(client.files.retrieve(file.id), OpenAI.NotFoundError);
  });
}
