import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chart, helm3, helm4, render } from './helm.ts';

jest.setTimeout(120_000);

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  definitions?: Record<string, Schema>;
}

let helms: string[] = [];
beforeAll(async () => {
  helms = [await helm4(), await helm3()];
}, 900_000);

const read = (name: string): Promise<string> => readFile(join(chart, name), 'utf8');

/** `a.b.c` of every value that is no map with keys of our own; an empty map is a value. */
function leaves(value: unknown, path: string[] = []): string[] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isMap || path.at(-1) === 'resources') return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function openObjects(schema: Schema, path = ''): string[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}), ...Object.entries(schema.definitions ?? {}),
    ...(schema.items ? [['[]', schema.items] as const] : []),
  ].flatMap(([key, child]) => openObjects(child, `${path}.${key}`));
  const open = schema.type === 'object' && (schema.additionalProperties === undefined || schema.additionalProperties === true);
  return open ? [path, ...inner] : inner;
}

describe('the chart\'s values', () => {
  it.each([
    'unknown=1', 'controller.unknown=1', 'image.unknown=1', 'metrics.podMonitor.unknown=1', 'controller.resources.unknown.cpu=1',
    'webhook.unknown=1', 'webhook.certificates.unknown=1', 'webhook.certManager.issuerRef.unknown=1', 'webhook.objectSelector.unknown=1',
  ])('with the unknown key %s are refused, and the key is named', async (setting) => {
      for (const helm of helms) await expect(render(helm, '--set', setting)).rejects.toThrow(/additional properties 'unknown' not allowed/);
    });

  it.each([
    'controller.replicas=-1', 'controller.logLevel=loud', 'controller.runAsUser=0', 'limits.maxParallelism=0', 'image.pullPolicy=Sometimes',
    'image.digest=sha1:abc', 'watchNamespaces={Upper}', 'metrics.podMonitor.interval=soon', 'k6.image=',
    'webhook.failurePolicy=Maybe', 'webhook.timeoutSeconds=31', 'webhook.port=0', 'webhook.replicas=-1', 'webhook.certificates.leafLifetimeSeconds=0',
    'webhook.excludedNamespaces={Upper}', 'webhook.drainSeconds=-1', 'webhook.certManager.issuerRef.kind=Issuer', 'webhook.replicas=null',
    'networkPolicy.apiServerPorts=null', 'controller.podDisruptionBudget.maxUnavailable=some',
  ])('with the illegal setting %s are refused', async (setting) => {
    for (const helm of helms) await expect(render(helm, '--set', setting)).rejects.toThrow(/don't meet the specifications of the schema/);
  });

  it('may come from a parent chart, which adds a global block', async () => {
    for (const helm of helms) await expect(render(helm, '--set', 'global.anything=1')).resolves.not.toHaveLength(0);
  });

  it('are closed in every object of the schema but those that the API server checks', async () => {
    expect(openObjects(JSON.parse(await read('values.schema.json')) as Schema).sort()).toEqual([
      '.affinity.nodeAffinity', '.affinity.podAffinity', '.affinity.podAntiAffinity', '.global',
    ]);
  });

  it('are all in the README\'s table, and nothing else is', async () => {
    const [, table = ''] = (await read('README.md')).split(/<!-- \/?values -->/u);
    const documented = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(documented).toEqual(leaves(parse(await read('values.yaml'))));
  });
});
