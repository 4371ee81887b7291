// Recorded exchanges, played through the gateway: the SDK must hand out exactly what was recorded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import OpenAI, { toFile } from 'openai';
import { all, openai } from './gateway.mjs';

const folder = process.env.TOLLGATE_RECORDINGS;

/** By the end of the path: the recordings' own labels also name what the recorded client meant. */
const calls = {
  '/chat/completions': (client, body) => client.chat.completions.create(body),
  '/v1/completions': (client, body) => client.completions.create(body),
  '/responses': (client, body) => client.responses.create(body),
  '/embeddings': (client, body) => client.embeddings.create({ encoding_format: 'float', ...body }),
  '/moderations': (client, body) => client.moderations.create(body),
  '/audio/speech': async (client, body) => Buffer.from(await (await client.audio.speech.create(body)).arrayBuffer()),
  '/audio/transcriptions': async (client) =>
    client.audio.transcriptions.create({ model: 'replay', file: await toFile(Buffer.from('RIFF'), 'a.wav') }),
  '/batches': (client, body) => client.batches.create(body),
};

const callOf = ({ request }) => {
  const [path] = request.path.split('?');
  return calls[Object.keys(calls).find((end) => path.endsWith(end))];
};

const errors = {
  400: OpenAI.BadRequestError, 401: OpenAI.AuthenticationError, 403: OpenAI.PermissionDeniedError, 404: OpenAI.NotFoundError,
  413: OpenAI.APIError, 422: OpenAI.UnprocessableEntityError, 429: OpenAI.RateLimitError,
};

/** The data lines of a recorded stream, without comments and the end's mark. */
const events = (body) => body.split(/\r\n\r\n|\n\n|\r\r/)
  .map((event) => event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart()).join('\n'))
  .filter((data) => data !== '' && data !== '[DONE]')
  .map((data) => JSON.parse(data));

/** What the SDK adds of its own. */
const plain = (value) => {
  const copy = JSON.parse(JSON.stringify(value));
  delete copy._request_id;
  delete copy.output_text;
  for (const choice of copy.choices ?? []) {
    choice.finish_reason ??= null;
  }

  return copy;
};

async function play(recording) {
  const { response } = recording;
  const headers = { 'x-replay-id': recording.id, 'x-tollgate-provider': 'replay' };
  // A model for each: a recorded 429 sends its model to rest, and no other.
  const body = typeof recording.request.body === 'object' ? { ...recording.request.body, model: `replay-${recording.id}` } : undefined;
  const answer = () => callOf(recording)(openai({ defaultHeaders: headers }), body);
  if (response.status >= 400) {
    await assert.rejects(answer(), errors[response.status] ?? OpenAI.InternalServerError);
    return;
  }

  const expected = response.body_base64 ? Buffer.from(response.body_base64, 'base64') : response.body;
  if (!body?.stream) {
    const given = await answer();
    assert.deepEqual(Buffer.isBuffer(given) ? given : plain(given), Buffer.isBuffer(given) ? Buffer.from(expected) : plain(JSON.parse(expected)));
    return;
  }

  const wanted = events(expected.toString());
  const broken = wanted.find((event) => event.error);
  if (broken) {
    await assert.rejects(async () => all(await answer()), OpenAI.APIError);
    return;
  }

  assert.deepEqual((await all(await answer())).map(plain), wanted.map(plain));
}

const index = folder ? JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')).exchanges : [];
for (const { file, api } of index) {
  if (api.startsWith('openai.') && file.startsWith('real/')) {
    const recording = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    if (callOf(recording)) {
      test(`recordings: ${recording.id}`, () => play(recording));
    }
  }
}

test('recordings: are there', { skip: folder ? false : 'There are no recordings beside this checkout.' }, () => assert.ok(index.length > 100));
