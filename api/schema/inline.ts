import { quantityPattern } from '../validation/quantity.ts';
import type { Extract, OpenApiSchema } from './openapi.ts';
import { reference } from './openapi.ts';
import type { Schema } from './schema.ts';

const intOrString = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } satisfies Schema;

const extensions = ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'] as const;

/** Types that have their own form in a CRD. */
const special: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': intOrString,
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { ...intOrString, pattern: quantityPattern },
};

/**
 * The structural schema of property `property` of Kubernetes' `owner`, every reference resolved.
 * @throws Error where the extract has no such property
 */
export function propertySchema(extract: Extract, owner: string, property: string): Schema {
  const found = extract.schemas[owner]?.properties?.[property];
  if (!found) throw new Error(`kubernetes.json has no ${owner}.${property}; make it anew with api/schema/extract.ts`);
  return inline(extract, found);
}

function inline(extract: Extract, schema: OpenApiSchema): Schema {
  const name = reference(schema);
  const base = name === undefined ? schema : { ...lookUp(extract, name), ...ownDefault(schema) };
  const ready = name === undefined ? undefined : special[name];
  if (ready) return { ...ready };
  return withMapKeys({
    type: (base.type ?? 'object') as NonNullable<Schema['type']>,
    ...plain(base),
    ...(base.properties && { properties: mapValues(base.properties, (property) => inline(extract, property)) }),
    ...(base.additionalProperties && { additionalProperties: inline(extract, base.additionalProperties) }),
    ...(base.items && { items: inline(extract, base.items) }),
  });
}

function lookUp(extract: Extract, name: string): OpenApiSchema {
  const found = extract.schemas[name];
  if (!found) throw new Error(`kubernetes.json has no ${name}; make it anew with api/schema/extract.ts`);
  return found;
}

function ownDefault(schema: OpenApiSchema): OpenApiSchema {
  return 'default' in schema ? { default: schema.default } : {};
}

/** What stands in a CRD as it stands in the OpenAPI document. */
function plain(schema: OpenApiSchema): Schema {
  return {
    ...(schema.format !== undefined && { format: schema.format }),
    ...(meansSomething(schema.default) && { default: schema.default }),
    ...(schema.required?.length && { required: schema.required }),
    ...Object.fromEntries(extensions.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]]))),
  };
}

/** Go's zero values stand in the document as defaults; kept, they would fill in what `required` asks for. */
function meansSomething(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0) || value === true;
}

/** A CRD wants the keys of a list's entries to be required or to have a default. */
function withMapKeys(schema: Schema): Schema {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!keys || !schema.items) return schema;
  const missing = keys.filter((key) => schema.items?.properties?.[key]?.default === undefined && !schema.items?.required?.includes(key));
  return { ...schema, items: { ...schema.items, required: [...(schema.items.required ?? []), ...missing] } };
}

function mapValues<T, U>(map: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
