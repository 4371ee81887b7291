import assert from 'node:assert/strict';
import test from 'node:test';
import { models, openai } from './gateway.mjs';

for (const model of models) {
  test(`embeddings, ${model}: floats, base64 and the SDK's default are the same vectors`, async () => {
    const client = openai();
    const body = { model, input: ['one', 'two', 'one'], dimensions: 64 };
    const floats = await client.embeddings.create({ ...body, encoding_format: 'float' });
    const base64 = await client.embeddings.create({ ...body, encoding_format: 'base64' });
    const standard = await client.embeddings.create(body);
    const [one, two, again] = floats.data.map((item) => item.embedding);
    assert.equal(one.length, 64);
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, two);
    const decoded = Array.from(new Float32Array(Uint8Array.from(Buffer.from(base64.data[0].embedding, 'base64')).buffer));
    assert.deepEqual(decoded, one.map(Math.fround));
    assert.deepEqual(Array.from(standard.data[0].embedding), decoded);
    assert.ok(floats.usage.total_tokens > 0);
  });
}
