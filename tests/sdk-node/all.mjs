// One process for all files: starting Node and loading the SDKs costs more than the tests themselves.
import './chat.mjs';
import './tools.mjs';
import './responses.mjs';
import './embeddings.mjs';
import './files.mjs';
import './media.mjs';
import './models.mjs';
import './errors.mjs';
import './streams.mjs';
import './aborts.mjs';
import './recordings.mjs';
import './foreign.mjs';
import './thinking.mjs';
import './vercel.mjs';
import './anthropic.mjs';
import './gemini.mjs';
import './live.mjs';
