import { label, language, choose } from './labels.js';
import { schemaRows, typeOf, resolve } from './schema.js';

const sources = { gateway: '/openapi.json', admin: '/api/openapi.json' };
const documents = {};
let shown = location.hash.startsWith('#admin') ? 'admin' : 'gateway';

const $ = id => document.getElementById(id);

// Everything is made of text nodes: nothing in a document can become markup.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) { element.setAttribute(key, value === true ? '' : value); }
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
};

// The little Markdown that the documents use: code in back-ticks.
const prose = (text, name = 'p') => make(name, {}, ...(text ?? '').split('`').map((part, i) => i % 2 ? make('code', {}, part) : part));

const codeBox = text => {
  const copy = make('button', { type: 'button' }, label('copy'));
  copy.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text);
    copy.textContent = label('copied');
  });
  return make('div', { class: 'codebox' }, copy, make('pre', { tabindex: '0' }, text));
};

const table = (heads, rows) => make('div', { class: 'scroll' }, make('table', {},
  make('thead', {}, make('tr', {}, ...heads.map(head => make('th', { scope: 'col' }, head)))),
  make('tbody', {}, ...rows)));

const kindText = type => type
  .replace(/^list of /, label('listOf') + ' ')
  .replaceAll(' or ', ` ${label('also')} `);

const fieldTable = (spec, schema) => {
  const rows = schemaRows(spec, schema);
  return rows.length === 0 ? undefined : table([label('name'), label('meaning')], rows.map(row => make('tr', { class: `depth-${Math.min(row.depth, 3)}` },
    make('td', {}, make('code', {}, row.name), row.required ? make('span', { class: 'must' }, label('required')) : undefined),
    make('td', {}, make('span', { class: 'kind' }, kindText(row.type)), row.values ? make('div', { class: 'kind' }, `${label('oneOf')} ${row.values.join(', ')}`) : undefined, row.text ? prose(row.text, 'div') : undefined))));
};

const content = (spec, media) => Object.entries(media ?? {}).flatMap(([type, each]) => {
  const example = typeof each.example === 'string' ? each.example : each.example && JSON.stringify(each.example, null, 2);
  return [make('p', { class: 'kind' }, make('code', {}, type), ' ', kindText(typeOf(spec, each.schema))), fieldTable(spec, each.schema), example ? codeBox(example) : undefined];
});

const curl = (path, method, operation) => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => operation.parameters?.find(p => p.name === name)?.example ?? name.toUpperCase());
  const query = (operation.parameters ?? []).filter(p => p.in === 'query' && p.example).map(p => `${p.name}=${encodeURIComponent(p.example)}`).join('&');
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${location.origin}${filled}${query ? '?' + query : ''}'`];
  if (operation.security?.length !== 0) { lines.push("  -H 'Authorization: Bearer YOUR_KEY'"); }
  const body = operation.requestBody?.content['application/json']?.example;
  if (body) { lines.push("  -H 'Content-Type: application/json'", `  -d '${JSON.stringify(body)}'`); }
  return lines.join(' \\\n');
};

const parameterTable = (spec, parameters) => table([label('name'), label('place'), label('meaning')], parameters.map(each => {
  const parameter = resolve(spec, each);
  const values = parameter.schema?.enum;
  return make('tr', {},
    make('td', {}, make('code', {}, parameter.name), parameter.required ? make('span', { class: 'must' }, label('required')) : undefined),
    make('td', { class: 'kind' }, parameter.in),
    make('td', {}, prose(parameter.description, 'div'), values ? make('div', { class: 'kind' }, `${label('oneOf')} ${values.join(', ')}`) : undefined));
}));

const answer = (spec, status, each) => {
  const response = resolve(spec, each);
  const inside = content(spec, response.content);
  const title = [make('strong', {}, status), ' ', ...prose(response.description, 'span').childNodes];
  return inside.length === 0 ? make('p', {}, ...title) : make('details', { open: status < '300' }, make('summary', {}, ...title), ...inside);
};

const operationCard = (spec, path, method, operation) => make('details', { class: 'operation', id: operation.operationId },
  make('summary', {}, make('span', { class: `verb ${method}` }, method), make('code', { class: 'path' }, path), make('span', { class: 'said' }, operation.summary),
    operation.security?.length === 0 ? make('span', { class: 'tag' }, label('open')) : undefined),
  make('div', { class: 'inside' },
    operation.description ? prose(operation.description) : undefined,
    make('h3', {}, label('call')), codeBox(curl(path, method, operation)),
    ...(operation.parameters?.length ? [make('h3', {}, label('parameters')), parameterTable(spec, operation.parameters)] : []),
    ...(operation.requestBody ? [make('h3', {}, label('body')), ...content(spec, operation.requestBody.content)] : []),
    make('h3', {}, label('answers')), ...Object.entries(operation.responses).map(([status, each]) => answer(spec, status, each))));

const groupsOf = (spec, wanted) => {
  const groups = new Map((spec.tags ?? []).map(tag => [tag.name, { text: tag.description, operations: [] }]));
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (wanted && !`${method} ${path} ${operation.summary} ${operation.description ?? ''}`.toLowerCase().includes(wanted)) { continue; }
      const tag = operation.tags?.[0] ?? '';
      if (!groups.has(tag)) { groups.set(tag, { operations: [] }); }
      groups.get(tag).operations.push({ path, method, operation });
    }
  }
  return [...groups].filter(([, group]) => group.operations.length > 0);
};

const authentication = spec => [make('h2', {}, label('authentication')), make('ul', {}, ...Object.values(spec.components?.securitySchemes ?? {}).map(scheme =>
  make('li', {}, make('code', {}, scheme.type === 'http' ? 'Authorization: Bearer …' : scheme.in === 'query' ? `?${scheme.name}=…` : `${scheme.name}: …`), ' ', scheme.description ?? '')))];

const errorTable = spec => [make('h2', { id: 'errors' }, label('errors')), table([label('code'), label('status'), label('meaning')], (spec['x-errors'] ?? []).map(error =>
  make('tr', { id: error.code }, make('td', {}, make('code', {}, error.code)), make('td', {}, String(error.status)), make('td', {}, error.message))))];

const render = () => {
  document.documentElement.lang = language;
  $('language').value = language;
  $('language').setAttribute('aria-label', label('language'));
  $('filter').placeholder = label('filter');
  $('filter').setAttribute('aria-label', label('filter'));
  $('contents-title').textContent = label('contents');
  $('tabs').replaceChildren(...Object.keys(sources).map(name => {
    const tab = make('button', { type: 'button', 'aria-pressed': String(name === shown) }, label(name));
    tab.addEventListener('click', () => show(name));
    return tab;
  }));
  const spec = documents[shown];
  if (!spec?.paths) {
    $('index').replaceChildren();
    $('document').replaceChildren(make('p', { class: 'note' }, spec ? `${label('failed')}: ${sources[shown]} (${spec.failure})` : '…'));
    return;
  }
  const groups = groupsOf(spec, $('filter').value.trim().toLowerCase());
  $('index').replaceChildren(...groups.flatMap(([name, group]) => [make('h2', {}, name), ...group.operations.map(each =>
    make('a', { href: `#${each.operation.operationId}` }, make('span', { class: `verb ${each.method}` }, each.method), each.path))]), make('h2', {}, make('a', { href: '#errors' }, label('errors'))));
  $('document').replaceChildren(
    make('h1', {}, spec.info.title, make('small', {}, spec.info.version)), prose(spec.info.description), ...authentication(spec),
    ...(groups.length === 0 ? [make('p', { class: 'note' }, label('nothing'))] : []),
    ...groups.flatMap(([name, group]) => [make('h2', {}, name), group.text ? prose(group.text) : undefined, ...group.operations.map(each => operationCard(spec, each.path, each.method, each.operation))]).filter(Boolean),
    ...errorTable(spec));
};

const goToHash = () => {
  const target = $(decodeURIComponent(location.hash.slice(1)));
  if (target) {
    if (target instanceof HTMLDetailsElement) { target.open = true; }
    target.scrollIntoView();
  }
};

const show = async name => {
  shown = name;
  render();
  if (!documents[name]?.paths) {
    try {
      const reply = await fetch(sources[name]);
      documents[name] = reply.ok ? await reply.json() : { failure: reply.status };
    } catch (error) {
      documents[name] = { failure: error.message };
    }
    render();
  }
  goToHash();
};

$('filter').addEventListener('input', render);
$('language').addEventListener('change', event => { choose(event.target.value); render(); });
addEventListener('hashchange', goToHash);
if (matchMedia('(max-width: 760px)').matches) { $('contents').open = false; }
await show(shown);
