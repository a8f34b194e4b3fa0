import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { chart, helm3, helm4, renderText } from './helm.ts';
import { schemaLocation, writeSchemas } from './schemas.ts';
import { argumentsOf, sets } from './sets.ts';
import { kubeconform } from './tools.ts';

jest.setTimeout(120_000);

/** The oldest that the chart takes, the first with match conditions, the newest. */
const kubeVersions = ['1.27.0', '1.28.0', '1.37.0'];
const limit = pLimit(2);

let helms: string[] = [];
beforeAll(async () => {
  helms = [await helm4(), await helm3()];
}, 900_000);

interface Report {
  resources: { filename: string; kind: string; name: string; status: string; msg: string }[];
  summary: Record<string, number>;
}

async function conform(folder: string): Promise<Report> {
  await writeSchemas(join(folder, 'schemas'));
  const { stdout } = await execa(await kubeconform(), [
    '-strict', '-summary', '-output', 'json', '-schema-location', join(folder, 'schemas', schemaLocation), join(folder, 'rendered'),
  ], { reject: false, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Report;
}

/** Each document apart: the two Helms differ in blank lines and in the order of kinds that they do not know, and in nothing else. */
const documents = (text: string): string[] =>
  text.split(/^---$/mu).map((document) => document.split('\n').filter((line) => line.trim() !== '').join('\n')).sort();

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'k6-operator-chart-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('every set of values in ci/', () => {
  it('renders alike in Helm 3 and Helm 4, twice over, to objects that conform to the schemas of Kubernetes and of the CRDs', async () => {
    const report = await inFolder(async (folder) => {
      await execa('mkdir', [join(folder, 'rendered')]);
      await Promise.all(sets.flatMap((set) => kubeVersions.map((version) => limit(async () => {
        const args = [...argumentsOf(set), '--kube-version', version];
        const [text = '', ...others] = await Promise.all([...helms, ...helms.slice(0, 1)].map((helm) => renderText(helm, ...args)));
        for (const other of others) expect(documents(other)).toEqual(documents(text));
        await writeFile(join(folder, 'rendered', `${set}-${version}.yaml`), text);
      }))));
      return conform(folder);
    });
    expect(report.resources).toEqual([]);
    expect(report.summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
    expect(report.summary['valid']).toBeGreaterThan(sets.length * kubeVersions.length * 10);
  });

  it('is held to schemas that refuse a field which does not exist, a wrong type and a missing field', async () => {
    const report = await inFolder(async (folder) => {
      await execa('mkdir', [join(folder, 'rendered')]);
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
      const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', metadata: { name: 'b' } };
      const bad = [
        { ...service, spec: { nonsense: 1 } }, { ...service, spec: { ports: [{ port: 'x' }] } }, { ...service, spec: { ports: [{}] } },
        { ...monitor, spec: { selector: {}, nonsense: 1 } }, { ...monitor, spec: {} },
      ];
      await Promise.all(bad.map((object, index) => writeFile(join(folder, 'rendered', `${index}.yaml`), JSON.stringify(object))));
      return conform(folder);
    });
    expect(report.resources.map(({ status }) => status)).toEqual(Array(5).fill('statusInvalid'));
  });

  it('passes the linter of both, warnings counted as errors', async () => {
    await Promise.all(helms.flatMap((helm) => sets.map((set) => limit(() =>
      execa(helm, ['lint', '--strict', '--kube-version', '1.37.0', ...argumentsOf(set), chart])))));
  });
});
