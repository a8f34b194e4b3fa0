import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { admitted, refusals } from '../../api/admission/index.ts';
import { chart, helm4, only, render } from './helm.ts';

interface Chart {
  appVersion: string;
  annotations: Record<string, string>;
}

const images = { runner: 'reg/k6:1' };
const limits = { maxParallelism: 1000 };
const readChart = async (): Promise<Chart> => parse(await readFile(join(chart, 'Chart.yaml'), 'utf8')) as Chart;
const list = async (name: string): Promise<Record<string, string>[]> => parse((await readChart()).annotations[`artifacthub.io/${name}`] ?? '') as Record<string, string>[];

describe('what the chart says of itself', () => {
  it('shows an example of each CRD, which admission accepts', async () => {
    const examples = await list('crdsExamples');
    expect(examples.map(({ kind }) => kind)).toEqual((await list('crds')).map(({ kind }) => kind));
    for (const object of examples) expect(refusals({ object: admitted({ object }, images) }, { limits, images })).toEqual([]);
  });

  it('names the image that it installs', async () => {
    const deployment = only(await render(await helm4()), 'Deployment', 'webhook')['spec'] as { template: { spec: { containers: { image: string }[] } } };
    expect((await list('images')).map(({ image }) => image)).toEqual(deployment.template.spec.containers.map(({ image }) => image));
  });

  it('says what changed, each in words and of a known kind', async () => {
    const changes = await list('changes');
    expect(changes.length).toBeGreaterThan(0);
    for (const { kind, description } of changes) {
      expect(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']).toContain(kind);
      expect(description).toMatch(/\w{3}/);
    }
  });
});
