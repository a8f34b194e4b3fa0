import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { pluginProgram, type Answer, type Program } from '../plugin/program.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, idle } from './manifests.ts';
import { ended, started } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(240_000);

const forbidden = 5;
const groups = { viewer: 'load-test-viewers', runner: 'load-testers', scheduler: 'load-test-schedulers' } as const;
type Role = keyof typeof groups;

describeOnNode('a team with the roles of config/samples/rbac', () => {
  let place: Place;
  let other: Place;
  let program: Program;
  let folder: string;

  /** `kubectl k6` as a member of the team. */
  const k6 = (role: Role, ...args: string[]): Promise<Answer> => program.k6(...args, '--as=anna', `--as-group=${groups[role]}`);
  const kubectl = (role: Role, ...args: string[]): Promise<Answer> => program.kubectl(...args, '--as=anna', `--as-group=${groups[role]}`);
  const may = async (role: Role, verb: string, resource: string, ...more: string[]): Promise<string> =>
    (await program.shell(`kubectl auth can-i ${verb} ${resource} -n ${place.namespace} --as=anna --as-group=${groups[role]} ${more.join(' ')}`)).stdout;

  beforeAll(async () => {
    [place, other] = await Promise.all([aPlace('team'), aPlace('strangers')]);
    folder = await mkdtemp(join(tmpdir(), 'k6-team-'));
    await writeFile(join(folder, 'test.js'), idle(1, 2));
    await writeFile(join(folder, 'run.yaml'), JSON.stringify(aRun('nightly', { runner: { image: 'k6:dev' } })));
    program = await pluginProgram(testKubeconfigPath(), place.namespace);
    await place.kubectl(['apply', `--filename=${join(root, 'config', 'samples', 'rbac')}`]);
    await place.apply(aScript('script', idle(1, 2)), aScript('long', idle(300, 1)), aRun('seen'), aRun('going', { script: { configMap: { name: 'long' } } }));
    await Promise.all([ended(place, 'seen'), started(place, 'going')]);
  });
  afterAll(async () => {
    program.remove();
    await rm(folder, { recursive: true, force: true });
    await leave(place, other);
  });

  it.each<Role>(['viewer', 'runner', 'scheduler'])('sees runs, and reads their logs, summaries and reports (%s)', async (role) => {
    const [list, status, logs, summary, report] = await Promise.all([
      k6(role, 'list'), k6(role, 'status', 'seen'), k6(role, 'logs', 'seen'), k6(role, 'summary', 'seen'), k6(role, 'report', 'seen', '-f', '-'),
    ]);
    for (const { exitCode, stderr } of [list, status, logs, summary, report]) expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(list.stdout).toMatch(/seen.*Passed/u);
    expect(status.stdout).toContain('seen-1');
    expect(logs.stdout).toMatch(/^#1 .*TOTAL RESULTS/mu);
    expect(summary.stdout).toContain('TOTAL RESULTS');
    expect(report.stdout).toMatch(/^<!doctype html>/iu);
  });

  it('runs and deletes tests as a runner', async () => {
    const run = await k6('runner', 'run', join(folder, 'test.js'), '--name=mine', '--image=k6:dev');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(await k6('runner', 'delete', 'mine')).toMatchObject({ exitCode: 0 });
    expect((await k6('runner', 'run', join(folder, 'test.js'), '--name=gone', '--image=k6:dev', '--rm')).exitCode).toBe(0);
  });

  it('is told by the doctor that nothing lacks for running tests', async () => {
    const [viewer, runner, scheduler] = await Promise.all([k6('viewer', 'doctor'), k6('runner', 'doctor'), k6('scheduler', 'doctor')]);
    expect(viewer.exitCode).toBe(6);
    expect(viewer.stdout).toContain('create');
    for (const { exitCode, stdout } of [runner, scheduler]) expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  });

  it('makes, triggers, suspends and deletes schedules as a scheduler', async () => {
    const image = 'k6-operator:dev';
    const schedule = (...args: string[]): Promise<Answer> => k6('scheduler', 'schedule', ...args);
    expect(await schedule('create', 'nightly', '-f', join(folder, 'run.yaml'), '--schedule=0 2 * * *', `--image=${image}`)).toMatchObject({ exitCode: 0 });
    expect((await schedule('list')).stdout).toContain('nightly');
    for (const command of ['suspend', 'resume', 'trigger']) expect(await schedule(command, 'nightly')).toMatchObject({ exitCode: 0 });
    await place.kubectl(['wait', 'k6/nightly', '--for=create', '--timeout=60s']);
    await ended(place, 'nightly');
    expect(await schedule('delete', 'nightly')).toMatchObject({ exitCode: 0 });
  });

  it('is refused, with an exit code that says so, what its role does not have; a runner stops what a viewer could not', async () => {
    const refused = await Promise.all([
      k6('viewer', 'run', join(folder, 'test.js'), '--detach'), k6('viewer', 'stop', 'going'), k6('viewer', 'delete', 'seen'),
      k6('runner', 'schedule', 'create', 'nightly', '-f', join(folder, 'run.yaml'), '--schedule=0 2 * * *', '--image=k6-operator:dev'),
    ]);
    expect(refused.map(({ exitCode }) => exitCode)).toEqual([forbidden, forbidden, forbidden, forbidden]);
    await place.kubectl(['get', 'k6/seen']);
    expect(await k6('runner', 'stop', 'going')).toMatchObject({ exitCode: 0 });
    expect(await ended(place, 'going')).toMatchObject({ exitCode: 103 });
  });

  it.each<Role>(['viewer', 'runner', 'scheduler'])('gets into no container, reads no Secret, makes no pod and sees no other namespace (%s)', async (role) => {
    const answers = await Promise.all([
      may(role, 'create', 'pods', '--subresource=exec'), may(role, 'create', 'pods', '--subresource=portforward'), may(role, 'get', 'secrets'), may(role, 'list', 'secrets'), may(role, 'create', 'pods'),
      may(role, 'update', 'k6s.k6.io', '--subresource=status'), may(role, 'list', 'k6s.k6.io', `-n ${other.namespace}`), may(role, 'create', 'k6s.k6.io', `-n ${other.namespace}`),
      may(role, 'list', 'nodes'), may(role, 'create', 'clusterroles'), may(role, 'patch', 'customresourcedefinitions'),
    ]);
    expect(answers.map((answer) => answer.split('\n').at(-1))).toEqual(answers.map(() => 'no'));
    expect(await may(role, 'get', 'pods', '--subresource=log')).toBe('yes');
    expect((await kubectl(role, 'get', 'secrets')).stderr).toContain('Forbidden');
  });

  it.each([['view', 'yes', 'no'], ['edit', 'yes', 'yes']])('gets the like from the role that every cluster has: %s', async (clusterRole, list, create) => {
    await place.kubectl(['create', 'rolebinding', `by-${clusterRole}`, `--clusterrole=${clusterRole}`, `--group=by-${clusterRole}`]);
    const may = async (verb: string): Promise<string> =>
      (await program.shell(`kubectl auth can-i ${verb} testruns.k6.io -n ${place.namespace} --as=anna --as-group=by-${clusterRole}`)).stdout;
    expect([await may('list'), await may('create'), await may('delete')]).toEqual([list, create, create]);
  });
});
