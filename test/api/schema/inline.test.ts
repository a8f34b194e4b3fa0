import { describe, expect, it } from '@jest/globals';
import { runSchema } from '../../../api/schema/crd.ts';
import { propertySchema } from '../../../api/schema/inline.ts';
import type { Schema } from '../../../api/schema/schema.ts';
import { container, podSpec, trim } from '../../../api/schema/trim.ts';
import { extract } from './extract.ts';

/** Every schema inside of a schema, with its path. */
function* nodes(schema: Schema, path = ''): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* nodes(property, `${path}.${name}`);
  if (schema.items) yield* nodes(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* nodes(schema.additionalProperties, `${path}{}`);
}

const all = [...nodes(runSchema(extract))];

describe('nested Kubernetes schemas', () => {
  it('have a type everywhere, or are integers or strings', () => {
    expect(all.filter(([, { type, 'x-kubernetes-int-or-string': either }]) => (type === undefined) !== (either === true)).map(([path]) => path)).toEqual([]);
  });

  it('know of every object what is in it, so that nothing is pruned or let through unseen', () => {
    const open = all.filter(([path, { type, properties, additionalProperties }]) => type === 'object' && !properties && !additionalProperties && path !== '.metadata');
    expect(open.map(([path]) => path).filter((path) => !path.endsWith('.emptyDir'))).toEqual([]);
  });

  it('have keys in their lists that are required or have a default', () => {
    const lists = all.filter(([, node]) => node['x-kubernetes-list-type'] === 'map');
    expect(lists.length).toBeGreaterThan(10);
    for (const [, { items, 'x-kubernetes-list-map-keys': keys }] of lists) {
      for (const key of keys ?? []) expect(items?.required?.includes(key) === true || items?.properties?.[key]?.default !== undefined).toBe(true);
    }
  });

  it('fill nothing in where something is required', () => {
    const filled = all.flatMap(([path, { required, properties }]) => (required ?? []).filter((name) => properties?.[name]?.default !== undefined).map((name) => `${path}.${name}`));
    expect(filled).toEqual([]);
  });

  it('keep Kubernetes\' own defaults, formats and kinds of list', () => {
    const ports = propertySchema(extract, container, 'ports');
    expect(ports).toMatchObject({
      'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'items': { required: ['containerPort'], properties: { containerPort: { type: 'integer', format: 'int32' }, protocol: { type: 'string', default: 'TCP' } } },
    });
    expect(propertySchema(extract, podSpec, 'tolerations')).toHaveProperty('x-kubernetes-list-type', 'atomic');
  });

  it('take a port by number or name, and an amount by number or string in Kubernetes\' grammar', () => {
    const port = propertySchema(extract, container, 'livenessProbe').properties?.httpGet?.properties?.port;
    expect(port).toEqual({ 'x-kubernetes-int-or-string': true, 'anyOf': [{ type: 'integer' }, { type: 'string' }] });
    const amount = propertySchema(extract, container, 'resources').properties?.limits?.additionalProperties;
    expect(amount).toMatchObject({ 'x-kubernetes-int-or-string': true });
    expect('1000Mi').toMatch(new RegExp(amount?.pattern ?? ''));
    expect('1000mi').not.toMatch(new RegExp(amount?.pattern ?? ''));
  });

  it('say which property is not there', () => {
    expect(() => propertySchema(extract, container, 'nope')).toThrow('has no io.k8s.api.core.v1.Container.nope');
  });
});

describe('trim', () => {
  it('changes nothing of an extract that it made', () => {
    expect(trim(extract.schemas, extract.kubernetesVersion)).toEqual(extract);
  });

  it('says which schema is not there', () => {
    expect(() => trim({}, 'v1.0.0')).toThrow('has no schema io.k8s.api.core.v1');
  });

  it('drops descriptions, yet no property of that name', () => {
    const described = { type: 'object', properties: { description: { type: 'string', description: 'x' } }, description: 'y' };
    const schemas = { ...extract.schemas, 'io.k8s.api.core.v1.Volume': described };
    expect(trim(schemas, 'v1').schemas['io.k8s.api.core.v1.Volume']).toEqual({ type: 'object', properties: { description: { type: 'string' } } });
  });
});
