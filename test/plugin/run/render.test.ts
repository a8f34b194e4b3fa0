import { describe, expect, it, jest } from '@jest/globals';
import { execa, type Options, type ResultPromise } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Job, KubeObject } from '../../../api/kubernetes.ts';
import { root } from '../../../cluster/paths.ts';
import { jobsOf } from '../../../plugin/run/children.ts';
import { aStoredRun, settings } from '../../builders/run.ts';

// Programs of their own, on a machine that does other things as well.
jest.setTimeout(30_000);

const names = (jobs: readonly KubeObject[]): string[] => jobs.map(({ metadata }) => (metadata?.name ?? '').replace(/^.*-(?=[^-]+$)/u, ''));

describe('the Jobs of a run, printed', () => {
  it('are those that the controller makes, each runner with its share', () => {
    const jobs = jobsOf(aStoredRun({ parallelism: 2 }), settings);
    expect(names(jobs)).toEqual(['initializer', '1', '2', 'starter']);
    const command = (job: Job | undefined): string => job?.spec?.template.spec?.containers[0]?.command?.join(' ') ?? '';
    expect(command(jobs[1])).toContain('--execution-segment=0:1/2');
    expect(command(jobs[2])).toContain('--execution-segment=1/2:1');
  });

  it('have no starter where runners begin by themselves, and no initializer where it is disabled', () => {
    expect(names(jobsOf(aStoredRun({ paused: 'false' }), settings))).toEqual(['initializer', '1']);
    expect(names(jobsOf(aStoredRun({ initializer: { disabled: true } }), settings))).toEqual(['1', 'starter']);
  });

  it('come with the script and the run, its defaults filled in, and need no cluster', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k6-render-'));
    await writeFile(join(folder, 'test.js'), 'export default function () {}');
    const args = ['render', 'test.js', '--name', 'x', '-p', '2', '-n', 'load', '--default-image', 'k6:1', '--operator-image', 'op:1'];
    const options: Options = { cwd: folder, env: { KUBECONFIG: '/nowhere' }, reject: false };
    const render = (...more: string[]): ResultPromise => execa(process.execPath, [join(root, 'plugin', 'main.ts'), ...args, ...more], options);
    const [whole, wrong] = await Promise.all([render(), render('-o', 'wide')]);
    const objects = parseAllDocuments(String(whole.stdout)).map((document) => document.toJS() as KubeObject & { spec?: object });
    expect(objects.map(({ kind, metadata }) => `${kind ?? ''} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`)).toEqual([
      'ConfigMap load/x-script', 'K6 load/x', 'Job load/x-initializer', 'Job load/x-1', 'Job load/x-2', 'Job load/x-starter',
    ]);
    expect(objects[1]?.spec).toMatchObject({ parallelism: 2, paused: 'true', runner: { image: 'k6:1' } });
    expect(JSON.stringify(objects[5])).toContain('"image":"op:1"');
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('-o yaml') });
    await rm(folder, { recursive: true });
  });

  it('are for the namespace of the context where -n is empty, as with kubectl', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k6-render-'));
    await writeFile(join(folder, 'test.js'), 'export default function () {}');
    const args = ['run', 'test.js', '-n', '', '--dry-run=client', '-o', 'jsonpath={.items[*].metadata.namespace}'];
    const { stdout } = await execa(process.execPath, [join(root, 'plugin', 'main.ts'), ...args], { cwd: folder, env: { KUBECONFIG: '/nowhere' } });
    expect(stdout).toBe('default default');
    await rm(folder, { recursive: true });
  });
});
