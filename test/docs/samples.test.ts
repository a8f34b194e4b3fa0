import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Run } from '../../api/run.ts';
import { root } from '../../cluster/paths.ts';
import { runnerJob } from '../../controller/jobs/runner/job.ts';
import { check, isRun } from '../../plugin/validate/check.ts';
import { readManifests } from '../../plugin/validate/documents.ts';
import { aStoredRun, settings } from '../builders/run.ts';

const folder = join(root, 'config', 'samples');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const policy = { limits: { maxParallelism: 1000 }, images: { runner: 'registry.example/k6:pinned' } };
/** What stands for itself: `invalid/` is refused on purpose, and the rest of `schedule/` is made of its run.yaml. */
const samples = globSync(['*.yaml', 'prometheus/*.yaml', 'schedule/run.yaml', 'demo/k6.yaml'], { cwd: folder }).sort();
const runs = samples.filter((name) => parseAllDocuments(read(name)).some((document) => isRun(document.toJS())));

interface PodMonitor {
  spec: { selector: { matchLabels: Record<string, string> }; podMetricsEndpoints: { port: string }[] };
}

describe('a sample', () => {
  it.each(samples.filter((name) => !name.startsWith('demo')))('says in its first two lines what it shows and how to try it: %s', (name) => {
    const lines = read(name).split('\n');
    expect(lines.slice(0, 2).map((line) => line.slice(0, 2))).toEqual(['# ', '# ']);
    expect(lines.slice(0, 2).join()).toMatch(/Try it|kubectl apply/);
  });

  it.each(runs)('is taken by `kubectl k6 validate`, with no warning: %s', (name) => {
    const remarks = readManifests(name, read(name)).manifests.filter(({ object }) => isRun(object)).flatMap((manifest) => check(manifest, policy));
    expect(remarks.map(({ message }) => message)).toEqual([]);
  });

  it('is listed in config/samples/README.md', () => {
    const listed = [...read('README.md').matchAll(/\]\(([^)]+)\)/gu)].map(([, target]) => target);
    expect(samples.filter((name) => !listed.includes(name))).toEqual([]);
  });
});

describe('the PodMonitor', () => {
  it('selects the runners of the samples with a port for it', () => {
    const { spec } = parse(read('prometheus/podmonitor.yaml')) as PodMonitor;
    for (const name of ['ports.yaml', 'extension.yaml']) {
      const run = aStoredRun((parse(read(name)) as Run).spec);
      const { metadata, spec: pod } = runnerJob(run, 1, { total: 2, settings }).spec?.template ?? {};
      expect(metadata?.labels).toMatchObject(spec.selector.matchLabels);
      expect(pod?.containers.flatMap(({ ports = [] }) => ports.map((port) => port.name))).toContain(spec.podMetricsEndpoints[0]?.port);
    }
  });
});

describe('the schedule', () => {
  let made: string;
  beforeAll(() => { made = mkdtempSync(join(tmpdir(), 'k6-sample-')); });
  afterAll(() => rmSync(made, { recursive: true }));

  it('is what the plugin makes of its run today', async () => {
    cpSync(join(folder, 'schedule', 'run.yaml'), join(made, 'run.yaml'));
    await execa(process.execPath, [
      join(root, 'plugin', 'main.ts'), 'schedule', 'create', 'nightly', '-f', 'run.yaml', '--schedule', '0 2 * * *', '--time-zone', 'Europe/Berlin',
      '--operator-image', 'registry.example.com/k6-operator:0.1.0', '--directory', '.',
    ], { cwd: made, env: { KUBECONFIG: join(made, 'none') } });
    const texts = (where: string): [string, string][] => globSync(join(where, '*')).sort().map((path) => [basename(path), readFileSync(path, 'utf8')]);
    expect(texts(join(folder, 'schedule'))).toEqual(texts(made));
  }, 60_000);
});
