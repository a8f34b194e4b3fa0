import { isObject } from '../../api/json.ts';
import { runSchema } from '../../api/schema/crd.ts';
import kubernetes from '../../api/schema/kubernetes.json' with { type: 'json' };
import type { Schema } from '../../api/schema/schema.ts';
import type { Finding } from '../../api/validation/index.ts';
import { nearest } from '../connect/nearest.ts';

/** Fields that the schema does not have, which the API server would drop without a word to most clients. */
export function unknownFields(run: unknown): Finding[] {
  const { properties } = runSchema(kubernetes);
  const spec = properties?.['spec'];
  if (!isObject(run) || spec === undefined) return [];
  const strange = Object.keys(run).filter((key) => !['apiVersion', 'kind', 'metadata', 'spec', 'status'].includes(key));
  return [...strange.map((key) => unknown(`.${key}`, key, ['spec', 'metadata'])), ...within('.spec', run['spec'], spec)];
}

function within(path: string, value: unknown, schema: Schema): Finding[] {
  if (Array.isArray(value)) return schema.items === undefined ? [] : value.flatMap((item, at) => within(`${path}[${at}]`, item, schema.items ?? {}));
  const { properties } = schema;
  if (!isObject(value) || properties === undefined) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return known === undefined ? [unknown(`${path}.${key}`, key, Object.keys(properties))] : within(`${path}.${key}`, field, known);
  });
}

function unknown(path: string, key: string, known: string[]): Finding {
  const [near] = nearest(key, known);
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  return { path, reason: 'FieldValueInvalid', message: `there is no such field${hint}` };
}
