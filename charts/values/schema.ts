import { isSection, type Leaf, type Section } from './read.ts';

type Schema = Record<string, unknown>;
type Closed = Schema & { properties: Schema };

/**
 * The JSON Schema (draft 7, which both Helms read) of the values: closed in every section, so that a misspelt key is refused.
 * @param base title, definitions, and what Helm itself may add
 * @throws Error that names a value whose default does not tell its type and which has no `@schema`
 */
export function schemaOf(values: Section, base: Schema): Schema {
  const { properties: own, ...rest } = base;
  const { properties, ...schema } = sectionSchema(values);
  return { ...rest, ...schema, properties: { ...(own as Schema), ...properties } };
}

function sectionSchema({ children }: Section): Closed {
  const entries = children.map((node) => [node.path.at(-1) ?? '', isSection(node) ? sectionSchema(node) : leafSchema(node)] as const);
  const properties: Schema = Object.fromEntries(entries);
  const required = children.filter((node) => !isSection(node) && isRequired(node)).map(({ path }) => path.at(-1));
  return { type: 'object', additionalProperties: false, ...(required.length > 0 && { required }), properties };
}

/** A value whose default says something may be changed, not taken away; only numbers of users and groups may be null. */
function isRequired({ value, schema }: Leaf): boolean {
  return schema?.['$ref'] !== 'id' && (Array.isArray(value) ? value.length > 0 : value !== '' && typeof value !== 'object');
}

function leafSchema({ path, meaning, value, schema }: Leaf): Schema {
  return { description: meaning, ...(schema === undefined ? inferred(path, value) : expanded(schema)) };
}

function inferred(path: string[], value: unknown): Schema {
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'string') return value === '' ? { type: 'string' } : { type: 'string', minLength: 1 };
  throw new Error(`${path.join('.')} needs a "# @schema" line: its default does not tell what is legal`);
}

/** `{$ref: port}` names a definition. In draft 7 nothing beside a `$ref` counts, hence allOf, which keeps the description. */
function expanded(schema: Schema): Schema {
  const { $ref: name, ...rest } = schema;
  const reference = name === undefined ? {} : { allOf: [{ $ref: `#/definitions/${name as string}` }] };
  const items = rest['items'] === undefined ? {} : { items: expanded(rest['items'] as Schema) };
  return { ...reference, ...rest, ...items };
}
