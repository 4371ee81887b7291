// Where the gateway is and how to speak to it. The wire test that starts the gateway sets these variables.
import OpenAI from 'openai';

const setting = (name) => process.env[name] ?? (() => { throw new Error(`${name} is not set.`); })();

export const url = setting('TOLLGATE_URL');
export const keys = {
  all: setting('TOLLGATE_KEY'),
  narrow: setting('TOLLGATE_NARROW_KEY'),
  limited: setting('TOLLGATE_LIMITED_KEY'),
};

/** Models that answer alike: inside the gateway, and `tollgate mock` behind it. */
export const models = ['demo', 'mock'];

/** The provider behind each of them, for calls that name no model. */
export const providers = { demo: 'demo', mock: 'mock' };

export const openai = (options = {}) => new OpenAI({ baseURL: `${url}/v1`, apiKey: keys.all, maxRetries: 0, timeout: 20_000, ...options });

/** A client whose calls without a model go to this provider. */
export const openaiAt = (provider) => openai({ defaultHeaders: { 'x-tollgate-provider': provider } });

export const user = (content) => [{ role: 'user', content }];

export const weather = {
  name: 'get_weather',
  description: 'The weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
};

export async function all(stream) {
  const items = [];
  for await (const item of stream) {
    items.push(item);
  }

  return items;
}
