// node server.mjs PORT FOLDER USER PASSWORD: ClickHouse's HTTP interface, as far as Tollgate uses it, over the real engine.
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Session } from 'chdb';

const [port, folder, user, password] = process.argv.slice(2);
const session = new Session(folder);
const insertion = /^INSERT INTO (\w+) \(([^)]*)\) FORMAT (\w+)$/;
const forQuestions = ['max_execution_time', 'output_format_json_quote_64bit_integers', 'do_not_merge_across_partitions_select_final'];

// Parameters come as fields of tab-separated text.
const unescape = text => text.replace(/\\(.)/gs, (_, c) => ({ n: '\n', t: '\t', r: '\r', 0: '\0' })[c] ?? c);

async function answer(url, body) {
  const settings = Object.fromEntries(url.searchParams);
  session.query(`USE \`${settings.database ?? 'default'}\``);
  if (settings.query) {
    const [, table, columns, format] = insertion.exec(settings.query);
    await session.insert({
      table: `${settings.database}.${table}`, columns: columns.split(', '), format, values: body,
      settings: { max_partitions_per_insert_block: Number(settings.max_partitions_per_insert_block) },
    });
    return '';
  }

  const sql = body.toString();
  if (!sql.includes('FORMAT JSONCompactEachRow')) return session.query(sql);
  const with_ = forQuestions.map(name => `${name} = ${Number(settings[name])}`).join(', ');
  const values = Object.entries(settings).filter(([name]) => name.startsWith('param_')).map(([name, text]) => [name.slice(6), unescape(text)]);
  return (await session.queryBindAsync(`${sql} SETTINGS ${with_}`, Object.fromEntries(values))).text();
}

function fail(response, status, code) {
  response.writeHead(status, { 'X-ClickHouse-Exception-Code': code }).end();
}

// One at a time: USE is the session's.
let turn = Promise.resolve();
createServer(async (request, response) => {
  if (request.url === '/ping') return response.end('Ok.\n');
  if (request.headers['x-clickhouse-user'] !== user || request.headers['x-clickhouse-key'] !== password) return fail(response, 403, 516);
  const parts = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    return;
  }

  const raw = Buffer.concat(parts);
  turn = turn.then(async () => {
    try {
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      response.end(await answer(new URL(request.url, 'http://localhost'), body));
    } catch (failure) {
      console.error(failure.message);
      fail(response, 500, /Code: (\d+)/.exec(failure.message)?.[1] ?? '1002');
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
