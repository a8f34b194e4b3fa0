import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../../api/kubernetes.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { pluginProgram, type Answer, type Program } from '../program.ts';

jest.setTimeout(120_000);

const namespace = `create-${randomUUID().slice(0, 8)}`;
const kubectl = kubectlIn(namespace);
const everything = 'configmaps,serviceaccounts,roles,rolebindings,cronjobs';
let folder = '';
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-create-'));
  program = await pluginProgram(testKubeconfigPath(), namespace);
  await kubectl(['create', 'namespace', namespace]);
  await writeFile(join(folder, 'test.js'), 'import "./lib.js"; export default function () {}');
  await writeFile(join(folder, 'lib.js'), 'export const a = 1;');
});
afterAll(async () => {
  program.remove();
  await rm(folder, { recursive: true });
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

const schedule = (...words: string[]): Promise<Answer> => program.k6('schedule', ...words);
const create = (...more: string[]): Promise<Answer> =>
  schedule('create', 'nightly', join(folder, 'test.js'), '--cron', '0 2 * * *', '--operator-image', 'operator:1', '--parallelism', '4', '-e', 'K=V', ...more);
/** All that is there of the schedule, but for what the API server and kubectl note down. */
async function stored(): Promise<object[]> {
  const { items } = JSON.parse(await kubectl(['get', everything, '-l', 'k6.io/schedule=nightly', '-o', 'json'])) as { items: (KubeObject & { status?: object })[] };
  return items.map(({ metadata: { name, labels, annotations = {} } = {}, ...object }) => {
    const noted = Object.entries(annotations).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration');
    return { ...object, metadata: { name, labels, annotations: Object.fromEntries(noted) }, status: undefined };
  });
}

describe('kubectl k6 schedule create', () => {
  it('makes of a script what -o yaml prints for kubectl apply, and delete takes all of it away', async () => {
    const printed = await create('-o', 'yaml');
    expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
    await kubectl(['apply', '-f', '-'], printed.stdout);
    const applied = await stored();
    expect((await schedule('delete', 'nightly')).exitCode).toBe(0);
    expect(await stored()).toEqual([]);

    expect(await create()).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^see when it is due with: .*\nrun it now with: .*$/), stdout: expect.stringMatching(/^configmap\/nightly-schedule-script applied\n[^]*cronjob.batch\/nightly applied$/) });
    expect(await stored()).toEqual(applied);
    expect(applied).toHaveLength(6);
    expect(await schedule('delete', 'nightly')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('configmap/nightly-schedule-script deleted') });
    expect(await stored()).toEqual([]);
  });

  it('makes a kustomization that is a schedule like any other, down to its end', async () => {
    expect((await create('--directory', join(folder, 'deploy'))).exitCode).toBe(0);
    await kubectl(['apply', '-k', join(folder, 'deploy')]);
    expect(await schedule('list')).toMatchObject({ stdout: expect.stringMatching(/nightly +0 2 \* \* \* .*K6\/nightly/) });
    const mounted = await kubectl(['get', 'cronjob/nightly', '-o', 'jsonpath={.spec.jobTemplate.spec.template.spec.volumes[0].configMap.name}']);
    expect(await kubectl(['get', `configmap/${mounted}`, '-o', 'jsonpath={.data.run\\.yaml}'])).toContain('nightly-schedule-script');
    expect(await schedule('delete', 'nightly')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`configmap/${mounted} deleted`) });
    expect(await stored()).toEqual([]);
  });

  it('keeps its script from a run that would have a ConfigMap of the same name', async () => {
    await create();
    const refused = await program.k6('run', join(folder, 'lib.js'), '--name', 'nightly-schedule', '--detach');
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is somebody else\'s') });
    expect(await kubectl(['get', 'configmap/nightly-schedule-script', '-o', 'jsonpath={.data.lib\\.js}'])).toBe('export const a = 1;');
    await schedule('delete', 'nightly');
  });

  it('takes nothing over that is not its own, and makes nothing then', async () => {
    await kubectl(['create', 'serviceaccount', 'nightly-schedule']);
    expect(await create()).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/there is a ServiceAccount \S+\/nightly-schedule already.*\n.*another name/) });
    expect(await stored()).toEqual([]);
    await kubectl(['delete', 'serviceaccount', 'nightly-schedule']);
  });

  it('leaves nothing behind for somebody who may not make CronJobs, and ends with 5', async () => {
    await kubectl(['create', 'role', 'some', '--verb=*', '--resource=configmaps,serviceaccounts,roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,k6s.k6.io']);
    await kubectl(['create', 'role', 'looking', '--verb=get', '--resource=cronjobs']);
    for (const role of ['some', 'looking']) await kubectl(['create', 'rolebinding', role, `--role=${role}`, '--user=ann']);
    const refused = await create('--as', 'ann');
    expect(refused).toMatchObject({ exitCode: 5, stdout: '', stderr: expect.stringContaining('cannot patch resource \\"cronjobs\\"'.replaceAll('\\', '')) });
    expect(await stored()).toEqual([]);
  });

  it('says that the script of a manifest is not there yet', async () => {
    await writeFile(join(folder, 'run.yaml'), 'apiVersion: k6.io/v1alpha1\nkind: K6\nmetadata: {name: checkout}\nspec: {script: {configMap: {name: absent}}}\n');
    const made = await schedule('create', '-f', join(folder, 'run.yaml'), '--cron', '@daily', '--operator-image', 'operator:1');
    expect(made).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^Warning: ConfigMap "absent" does not exist in namespace .*start deadline\nsee when /) });
    await schedule('delete', 'checkout');
  });

  it.each<[string, string[], RegExp]>([
    ['the field of an expression', ['create', 'x', 'test.js', '--cron', '61 * * * *'], /minute: 61 is not from 0 to 59/],
    ['an expression of another length', ['create', 'x', 'test.js', '--cron', '* * * *'], /4 fields; there must be 5/],
    ['a time zone', ['create', 'x', 'test.js', '--cron', '@daily', '--time-zone', 'Europe/Berln'], /--time-zone: "Europe\/Berln" is not a time zone/],
    ['a name that no CronJob may have', ['create', 'Nightly', 'test.js', '--cron', '@daily'], /"Nightly" must consist of lower-case/],
    ['a script where the name belongs', ['create', 'test.js', '--cron', '@daily'], /nothing to run\nname the schedule before its script: kubectl k6 schedule create NAME test.js/],
    ['a script that is not there', ['create', 'x', 'absent.js', '--cron', '@daily'], /absent.js/],
  ])('names %s that is wrong, and ends with 2', async (_, words, message) => {
    expect(await schedule(...words, '--kubeconfig', testKubeconfigPath())).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('shows the next times without a cluster', async () => {
    const shown = await schedule('create', '--cron', '*/15 * * * *', '--next', '5', '--kubeconfig', '/nowhere');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout.split('\n')).toHaveLength(5);
    expect(shown.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:(00|15|30|45):00Z Etc\/UTC {3}in /);
  });
});
