// Reads JSON schemas for people: which fields, of which type, what they mean.

const deepest = 3;

export const resolve = (spec, node) => {
  let found = node ?? {};
  for (let hops = 0; found.$ref && hops < 8; hops++) {
    found = found.$ref.slice(2).split('/').reduce((place, name) => place?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], spec) ?? {};
  }
  return found;
};

export const typeOf = (spec, node) => {
  const schema = resolve(spec, node);
  if ('const' in schema) { return JSON.stringify(schema.const); }
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter(type => type && type !== 'null');
  if (types[0] === 'array') { return `list of ${typeOf(spec, schema.items)}`; }
  return (types.join(' or ') || 'any') + (schema.format ? ` (${schema.format})` : '');
};

const fieldsOf = (spec, node) => {
  const schema = resolve(spec, node);
  const inner = schema.items ? resolve(spec, schema.items) : schema.additionalProperties?.type || schema.additionalProperties?.$ref ? resolve(spec, schema.additionalProperties) : schema;
  return inner.properties ? inner : inner.items ? fieldsOf(spec, inner) : inner;
};

// One row per field, those of inner objects behind the one that has them.
export const schemaRows = (spec, node, depth = 0) => {
  const schema = fieldsOf(spec, node);
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => {
    const field = resolve(spec, each);
    const row = { name, depth, type: typeOf(spec, each), required: schema.required?.includes(name) ?? false, values: field.enum?.filter(value => value !== null), text: each.description ?? field.description };
    return [row, ...(depth < deepest ? schemaRows(spec, each, depth + 1) : [])];
  });
};
