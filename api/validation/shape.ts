import kubernetes from '../schema/kubernetes.json' with { type: 'json' };
import { propertySchema } from '../schema/inline.ts';
import type { Extract } from '../schema/openapi.ts';
import type { Schema } from '../schema/schema.ts';
import { container, podSpec } from '../schema/trim.ts';
import { isObject, type JsonObject } from '../json.ts';
import { booleanValue, type Check, integer, isMissing, listOf, objectValue, text } from './checks.ts';
import { duplicate, entryPath, type Finding, invalid, plain, required, shown, wrongType } from './finding.ts';
import { checkQuantity } from './quantity.ts';

const extract = kubernetes as Extract;
const maxInt32 = 2 ** 31 - 1;

/** A pod's field as Kubernetes' own schema has it: types, what is required, and lists that have no two entries of one key. */
export function podField(name: string): Check {
  return shaped(propertySchema(extract, podSpec, name));
}

/** The same for a container's field. */
export function containerField(name: string): Check {
  return shaped(propertySchema(extract, container, name));
}

/** `check` first, since it knows better words; then what the schema has against places that it found nothing wrong with. */
export function better(check: Check, shape: Check): Check {
  return (path, value) => {
    const found = check(path, value);
    const known = new Set(found.map((finding) => finding.path));
    return [...found, ...shape(path, value).filter((finding) => !known.has(finding.path))];
  };
}

/** It goes no deeper than the schema, however deep the value is. */
function shaped(schema: Schema): Check {
  if (schema['x-kubernetes-int-or-string']) return schema.pattern === undefined ? integerOrText : checkQuantity;
  switch (schema.type) {
    case 'object': return shapedObject(schema);
    case 'array': return shapedList(schema);
    case 'boolean': return booleanValue;
    case 'integer': return schema.format === 'int32' ? integer(-maxInt32 - 1, maxInt32) : integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    default: return text;
  }
}

const integerOrText: Check = (path, value) => {
  if (isMissing(value) || typeof value === 'string') return [];
  return Number.isSafeInteger(value) ? [] : [wrongType(path, `${shown(value)} is neither a whole number nor a string`)];
};

function shapedObject({ properties = {}, additionalProperties, required: needed = [] }: Schema): Check {
  const fields = Object.entries(properties).map(([name, schema]) => [name, shaped(schema)] as const);
  const others = additionalProperties && shaped(additionalProperties);
  return (path, value) => {
    if (isMissing(value)) return [];
    if (!isObject(value)) return objectValue(path, value);
    return [
      ...needed.filter((name) => isAbsent(value, name)).map((name) => required(`${path}.${name}`, 'is missing, and is needed here')),
      // Most fields are missing in most objects, and nothing is wrong with those.
      ...fields.flatMap(([name, check]) => (isMissing(value[name]) ? [] : check(`${path}.${name}`, value[name]))),
      ...(others ? Object.entries(value).flatMap(([key, entry]) => others(entryPath(path, key), entry)) : []),
    ];
  };
}

/** What must be there must say something, but for values: an HTTP header can have an empty one. */
function isAbsent(object: JsonObject, name: string): boolean {
  return isMissing(object[name]) || (object[name] === '' && name !== 'value');
}

function shapedList(schema: Schema): Check {
  const item = shaped(schema.items ?? {});
  const keys = schema['x-kubernetes-list-map-keys'];
  const entries = listOf((path, value) => (isMissing(value) ? [invalid(path, 'is null: write an entry or leave it out')] : item(path, value)));
  return (path, value) => [...entries(path, value), ...(keys ? sameKeys(path, value, keys) : [])];
}

/** Where a pod itself would only warn (`env`), the schema of a run refuses. */
function sameKeys(path: string, value: unknown, keys: string[]): Finding[] {
  const seen = new Map<string, number>();
  return (Array.isArray(value) ? value : []).flatMap((entry: unknown, index) => {
    if (!isObject(entry) || keys.every((key) => isMissing(entry[key]))) return [];
    const id = JSON.stringify(keys.map((key) => (typeof entry[key] === 'object' ? null : entry[key] ?? (key === 'protocol' ? 'TCP' : null))));
    const first = seen.get(id);
    seen.set(id, first ?? index);
    if (first === undefined) return [];
    const what = keys.map((key) => `${key} ${shown(entry[key] ?? null)}`).join(' and ');
    return [duplicate(`${path}[${index}].${keys[0] ?? ''}`, `has the ${what} of ${plain(path.slice(path.lastIndexOf('.') + 1))}[${first}]: keep one`)];
  });
}
