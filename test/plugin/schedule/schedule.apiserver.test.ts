import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../../../cluster/paths.ts';
import type { Job } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { eventually } from '../../setup/k6.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { pluginProgram, type Answer, type Program } from '../program.ts';

jest.setTimeout(120_000);

const namespace = `schedule-${randomUUID().slice(0, 8)}`;
const kubectl = kubectlIn(namespace);
let folder = '';

let program: Program;
const plugin = (...args: string[]): Promise<Answer> => program.k6('schedule', ...args);
const read = async <T>(what: string): Promise<T> => JSON.parse(await kubectl(['get', what, '-o', 'json'])) as T;

/** What the schedule's pod would have: its ServiceAccount's token and nothing else. */
async function podKubeconfig(): Promise<string> {
  const token = await kubectl(['create', 'token', 'nightly-schedule']);
  const config = parse(await readFile(testKubeconfigPath(), 'utf8')) as { users: { user: object }[] };
  for (const user of config.users) user.user = { token };
  const file = join(folder, 'kubeconfig');
  await writeFile(file, stringify(config));
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-schedule-'));
  program = await pluginProgram(testKubeconfigPath(), namespace);
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['create', 'configmap', 's', '--from-literal=test.js=']);
  await writeFile(join(folder, 'run.yaml'), stringify({ apiVersion: 'k6.io/v1alpha1', kind: 'TestRun', metadata: { name: 'checkout' }, spec: { script: { configMap: { name: 's' } } } }));
});
afterAll(async () => {
  program.remove();
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

const create = (...more: string[]): Promise<Answer> => plugin('create', 'nightly', '-f', join(folder, 'run.yaml'), '--operator-image', 'operator:1', ...more);

describe('kubectl k6 schedule', () => {
  it('makes a schedule whose Job ends as its run does, from what the Job itself says', async () => {
    const made = await create('--schedule', '0 3 * * *', '--time-zone', 'Asia/Tokyo', '--next', '1');
    expect(made).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^see when it is due with: .*\nrun it now with: kubectl k6 schedule trigger nightly -n \S+$/) });
    expect(made.stdout).toMatch(/cronjob\.batch\/nightly applied\n\d{4}-\d\d-\d\dT03:00:00\+09:00 Asia\/Tokyo {3}in /);
    const { exitCode, stdout } = await plugin('trigger', 'nightly', '-o', 'name');
    expect(exitCode).toBe(0);
    expect((await plugin('trigger', 'nightly'))).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('still under way') });

    const job = await read<Job>(stdout);
    const container = job.spec?.template.spec?.containers[0];
    const manifest = (await read<{ data: Record<string, string> }>('configmap/nightly-schedule')).data['run.yaml'] ?? '';
    await writeFile(join(folder, 'mounted.yaml'), manifest);
    expect(container?.command).toEqual(['node', '/app/scheduled.js']);
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value ?? '']));
    const paths = { KUBECONFIG: await podKubeconfig(), K6_MANIFEST: join(folder, 'mounted.yaml') };
    const running = execa(process.execPath, [join(root, 'plugin/scheduled/main.ts')], { reject: false, env: { ...env, ...paths, POD_NAMESPACE: namespace, JOB_UID: job.metadata?.uid } });
    await eventually(() => read<Run>('testrun/checkout').catch(() => undefined), 20);
    const status = JSON.stringify({ status: { stage: 'finished', result: 'ThresholdsFailed', exitCode: 99 } });
    await kubectl(['patch', 'testrun/checkout', '--subresource=status', '--type=merge', '-p', status]);
    expect(await running).toMatchObject({ exitCode: 99, stdout: expect.stringContaining('ThresholdsFailed, exit code 99') });

    const listed = await plugin('list');
    expect(listed.stdout).toMatch(/nightly +0 3 \* \* \* +Asia\/Tokyo +Waiting +in \S+ +TestRun\/checkout +ThresholdsFailed/);
  });

  it('suspends and resumes it, which making it again leaves alone', async () => {
    await create('--schedule', '@hourly');
    expect(await plugin('suspend', 'nightly')).toMatchObject({ exitCode: 0, stdout: 'cronjob.batch/nightly suspended' });
    expect((await create('--schedule', '@daily')).exitCode).toBe(0);
    expect(await kubectl(['get', 'cronjob/nightly', '-o', 'jsonpath={.spec.suspend} {.spec.schedule}'])).toBe('true @daily');
    expect(await plugin('resume', 'cronjob/nightly')).toMatchObject({ exitCode: 0, stdout: 'cronjob.batch/nightly resumed' });
    expect(await kubectl(['get', 'cronjob/nightly', '-o', 'jsonpath={.spec.suspend}'])).toBe('false');
  });

  it('deletes it with all that it consists of, and leaves the last run', async () => {
    await create('--schedule', '@hourly');
    await kubectl(['apply', '-f', join(folder, 'run.yaml')]);
    expect(await plugin('delete', 'nightli')).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('did you mean nightly?') });
    expect((await plugin('delete', 'nightly')).exitCode).toBe(0);
    expect(await kubectl(['get', 'cronjobs,configmaps,roles,rolebindings,serviceaccounts', '-l', 'k6.io/schedule', '-o', 'name'])).toBe('');
    expect(await kubectl(['get', 'testruns', '-o', 'name'])).toBe('testrun.k6.io/checkout');
    expect((await plugin('delete', 'nightly')).exitCode).toBe(3);
  });

  it('takes no CronJob over that it did not make', async () => {
    await kubectl(['create', 'cronjob', 'nightly', '--image=x', '--schedule=@daily']);
    expect(await create('--schedule', '@hourly')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not make it') });
    expect(await plugin('suspend', 'nightly')).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('is no schedule') });
    await kubectl(['delete', 'cronjob', 'nightly']);
  });

  it('prints what the API server takes, and refuses a bad expression before it asks anybody', async () => {
    const printed = await create('--schedule', '@hourly', '-o', 'yaml');
    expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await kubectl(['apply', '--dry-run=server', '-f', '-', '-o', 'name'], printed.stdout)).split('\n')).toHaveLength(5);
    const offline = await plugin('create', '--schedule', '0 25 * * *', '--next', '1', '--kubeconfig', '/nowhere');
    expect(offline).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('hour: 25 is not from 0 to 23') });
  });
});
