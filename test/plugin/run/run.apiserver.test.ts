import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { ConfigMap } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { configMaps, k6s, type Resource } from '../../../kube/resources.ts';
import { isKubeError } from '../../../kube/errors.ts';
import type { Script } from '../../fakes/kubelet/script.ts';
import { startFaultProxy } from '../../fakes/faultproxy.ts';
import { type Operator, startOperator } from '../../faults/operator.ts';
import { Stage } from '../../faults/stage.ts';
import { eventually } from '../../setup/k6.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import type { Answer } from '../program.ts';
import { answerOf, Cli } from './cli.ts';

jest.setTimeout(120_000);

/** How the runners of the run to come behave. */
const runners: Required<Pick<Script, 'loadMilliseconds' | 'runner'>> = { loadMilliseconds: 50, runner: () => ({ exitCode: 0 }) };
let stage: Stage;
let operator: Operator;
let cwd: string;
let cli: Cli;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'k6-run-'));
  await mkdir(join(cwd, 'lib'));
  await writeFile(join(cwd, 'test.js'), 'import "./lib/a.js"; import "./lib/b.js"; open("./users.csv"); export default function () {}');
  await Promise.all(['lib/a.js', 'lib/b.js', 'users.csv'].map((path) => writeFile(join(cwd, path), `// ${path}`)));
  stage = await Stage.open(runners);
  [operator, cli] = await Promise.all([startOperator({ kubeconfig: testKubeconfigPath(), namespace: stage.namespace }), Cli.bundle(stage.namespace, cwd)]);
});

afterAll(async () => {
  await operator.kill();
  await cli.remove();
  await stage.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: string[]): Promise<Answer> => cli.run('run', ...args);
const find = (name: string): Promise<Run> => stage.client.get(k6s, { namespace: stage.namespace, name });

/** Waits for a run that may not be there yet. */
const started = (name: string): Promise<true> => eventually(() => find(name).then(({ status }) => (status?.stage === 'started' ? true : undefined), () => undefined), 30);

async function isGone(resource: Resource<Run> | Resource<ConfigMap>, name: string): Promise<true | undefined> {
  const error: unknown = await stage.client.get(resource as Resource<Run>, { namespace: stage.namespace, name }).then(() => undefined, (reason: unknown) => reason);
  return isKubeError(error, 'NotFound') ? true : undefined;
}

describe('kubectl k6 run', () => {
  it('takes a script with its files to the cluster, tells of its progress, and ends with 0 when it passed; the ConfigMap goes with the run', async () => {
    const { exitCode, stdout, stderr } = await run('test.js', '--name', 'passes', '--parallelism', '3', '-e', 'HOST=shop', '--', '--tag', 'a=b');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout.split('\n')[0]).toBe(`✓ Passed  k6/passes in namespace ${stage.namespace}, exit code 0`);
    expect(stderr).toMatch(/^k6\.k6\.io\/passes created in namespace \S+ with 4 files$/m);
    expect(stderr).toMatch(/^ *\d+s {2}Starting: /m);
    const stored = await find('passes');
    expect(stored.spec).toMatchObject({ parallelism: 3, args: ['--tag', 'a=b'], runner: { env: [{ name: 'HOST', value: 'shop' }] }, script: { localFile: '/test/test.js' } });
    const { metadata, data } = await stage.client.get(configMaps, { namespace: stage.namespace, name: 'passes-script' });
    expect(metadata?.ownerReferences).toEqual([{ apiVersion: 'k6.io/v1alpha1', kind: 'K6', name: 'passes', uid: stored.metadata.uid }]);
    expect(Object.keys(data ?? {})).toEqual(expect.arrayContaining(['test.js', 'lib_a.js', 'lib_b.js', 'users.csv']));
    await stage.client.delete(k6s, { namespace: stage.namespace, name: 'passes' }, { propagationPolicy: 'Background' });
  });

  it('ends with k6\'s own exit code, or with 6 where k6 had none', async () => {
    const codes = [];
    for (const ending of [{ exitCode: 99 }, { exitCode: 137, reason: 'OOMKilled' }]) {
      runners.runner = () => ending;
      const { exitCode, stdout } = await run('test.js', '--wait', '--rm', '-o', 'json');
      codes.push(exitCode);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'K6', status: { stage: expect.stringMatching(/finished|error/) } });
    }
    runners.runner = () => ({ exitCode: 0 });
    expect(codes).toEqual([99, 6]);
    expect((await stage.client.list(k6s, { namespace: stage.namespace })).items).toEqual([]);
  });

  it('says how the run went also where its logs have nothing in them', async () => {
    // Of a pod without a node, as a fake plays it, the API server knows no more.
    expect(await run('test.js', '--logs', '--wait', '--rm')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✓ Passed/) });
  });

  it('returns at once when told so, and refuses a name that is taken without touching what is there', async () => {
    expect(await run('test.js', '--name', 'taken', '--detach', '-o', 'name')).toMatchObject({ exitCode: 0, stdout: 'k6.k6.io/taken' });
    const before = await stage.client.get(configMaps, { namespace: stage.namespace, name: 'taken-script' });
    const { exitCode, stderr } = await run('test.js', '--name', 'taken');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: there is a run "taken" in namespace \S+ already\n.*kubectl k6 delete taken/);
    expect((await stage.client.get(configMaps, { namespace: stage.namespace, name: 'taken-script' })).metadata?.uid).toBe(before.metadata?.uid);
  });

  it('replaces the script that a deleted run left, and no ConfigMap of a user', async () => {
    const left = (name: string, labels: Record<string, string>): ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: stage.namespace, labels }, data: { old: 'x' } });
    await stage.client.create(configMaps, left('again-script', { 'k6.io/managed-by': 'kubectl-k6' }));
    await stage.client.create(configMaps, left('mine-script', {}));
    const [again, mine] = await Promise.all([run('test.js', '--name', 'again', '--detach'), run('test.js', '--name', 'mine', '--detach')]);
    expect(again).toMatchObject({ exitCode: 0 });
    expect((await stage.client.get(configMaps, { namespace: stage.namespace, name: 'again-script' })).data).not.toHaveProperty('old');
    expect(mine).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('somebody else\'s') });
    expect((await stage.client.get(configMaps, { namespace: stage.namespace, name: 'mine-script' })).data).toEqual({ old: 'x' });
  });

  it('leaves nothing behind where the user may not create runs', async () => {
    const kubectl = kubectlIn(stage.namespace);
    await kubectl(['create', 'role', 'scripts', '--verb=create,delete', '--resource=configmaps']);
    await kubectl(['create', 'rolebinding', 'scripts', '--role=scripts', '--user=dora']);
    const { exitCode, stderr } = await run('test.js', '--name', 'forbidden', '--as', 'dora');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/^error: create k6s .*forbidden.*\n.*doctor/) });
    expect(await isGone(configMaps, 'forbidden-script')).toBe(true);
  });

  it('asks the API server for everything under --dry-run=server, and stores nothing', async () => {
    const { exitCode, stdout } = await run('test.js', '--name', 'dry', '--dry-run=server', '-o', 'yaml');
    expect(exitCode).toBe(0);
    expect(parseAllDocuments(stdout).map((document) => document.toJS() as unknown)).toMatchObject([{ kind: 'ConfigMap', metadata: { uid: expect.any(String) } }, { kind: 'K6', metadata: { uid: expect.any(String) } }]);
    expect([await isGone(k6s, 'dry'), await isGone(configMaps, 'dry-script')]).toEqual([true, true]);
  });

  it('gives up where there is no cluster, within the time that it was given', async () => {
    const { exitCode, stderr } = await run('test.js', '-s', 'https://127.0.0.1:9', '--request-timeout', '3s');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^error: create configmaps .*\n.*cluster-info/) });
  });
});

describe('kubectl k6 run, not waited for to the end', () => {
  beforeAll(() => {
    runners.loadMilliseconds = 60_000;
  });

  afterAll(() => {
    runners.loadMilliseconds = 50;
  });

  it('says after --timeout that the run goes on, and has it deleted at its end if that was wanted', async () => {
    const { exitCode, stderr } = await run('test.js', '--name', 'long', '--timeout', '1s', '--rm');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(/error: the run long is not over after 1s\nit goes on, and is deleted at its end: /) });
    expect((await find('long')).spec.ttlSecondsAfterFinished).toBe(0);
  });

  it('is stopped gracefully by the first Ctrl-C, and followed to its end', async () => {
    const process = cli.start(['run', 'test.js', '--name', 'stopped']);
    await started('stopped');
    process.kill('SIGINT');
    const { exitCode, stdout, stderr } = await answerOf(process);
    expect(stderr).toMatch(/stopping it gracefully; Ctrl-C once more leaves it alone/);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 103, stdout: expect.stringContaining('Stopped  k6/stopped') });
  });

  it('is left alone by the second Ctrl-C, and ends with 143 where that was SIGTERM', async () => {
    const processes = [cli.start(['run', 'test.js', '--name', 'left-1']), cli.start(['run', 'test.js', '--name', 'left-2'])];
    await Promise.all([started('left-1'), started('left-2')]);
    // Without the operator nothing comes of the stop, so there is time for a second signal.
    operator.signal('SIGSTOP');
    const [first, second] = processes;
    for (const signal of [['SIGINT', 'SIGINT'], ['SIGTERM', 'SIGTERM']] as const) {
      const process = signal[0] === 'SIGINT' ? first : second;
      process?.kill(signal[0]);
      await eventually(async () => ((await find(signal[0] === 'SIGINT' ? 'left-1' : 'left-2')).spec.stop === true ? true : undefined), 10);
      process?.kill(signal[1]);
    }
    const answers = await Promise.all(processes.map(answerOf));
    operator.signal('SIGCONT');
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([130, 143]);
    expect(answers[0]?.stderr).toMatch(/error: left the run left-1 alone\nit stops: kubectl k6 status left-1 -w -n /);
  });

  it('is stopped by two Ctrl-C in a row, too, and says that it stops', async () => {
    const process = cli.start(['run', 'test.js', '--name', 'twice', '--rm']);
    await started('twice');
    operator.signal('SIGSTOP');
    // Of two signals at the very same time the kernel makes one.
    process.stderr?.on('data', (chunk: Buffer) => chunk.includes('Ctrl-C once more') && process.kill('SIGINT'));
    process.kill('SIGINT');
    const { exitCode, stderr } = await answerOf(process);
    operator.signal('SIGCONT');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 130, stderr: expect.stringMatching(/error: left the run twice alone\nit stops, and is deleted at its end: /) });
    expect(stderr).not.toContain('not stopped');
  });

  it('is stopped by two Ctrl-C in a row by a slow API server too, which a third one does not wait for', async () => {
    const proxy = await startFaultProxy(testKubeconfigPath());
    const patient = Promise.withResolvers<undefined>();
    const slowness: Record<string, () => Promise<undefined>> = { slow: () => sleep(4000, undefined), stuck: () => patient.promise };
    proxy.onCall(({ method, path }, phase) => (method === 'PATCH' && phase === 'before' ? slowness[path.split('/k6s/')[1] ?? '']?.() : undefined));
    const env = { KUBECONFIG: proxy.kubeconfig };
    const press = async (name: string, times: number): Promise<Answer> => {
      const process = cli.start(['run', 'test.js', '--name', name], { env });
      await started(name);
      process.kill('SIGINT');
      for (let more = 1; more < times; more += 1) {
        await sleep(500);
        process.kill('SIGINT');
      }
      return answerOf(process);
    };
    const [slow, stuck] = await Promise.all([press('slow', 2), press('stuck', 3)]);
    patient.resolve(undefined);
    await proxy.close();
    expect(slow).toMatchObject({ exitCode: 130, stderr: expect.stringMatching(/error: left the run slow alone\nit stops: /) });
    expect((await find('slow')).spec.stop).toBe(true);
    expect(stuck).toMatchObject({ exitCode: 130, stderr: expect.stringMatching(/error: left the run stuck alone\nit may go on, as the API server did not answer in time that it takes the stop: /) });
  });

  it('goes on without the command where the terminal is closed or the reader of its output is gone, and is deleted at its end all the same', async () => {
    const [hungUp, unread] = [cli.start(['run', 'test.js', '--name', 'hung-up', '--rm']), cli.start(['run', 'test.js', '--name', 'unread', '--rm'])];
    unread.stderr?.destroy();
    await started('hung-up');
    hungUp.kill('SIGHUP');
    const answers = await Promise.all([hungUp, unread].map(answerOf));
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([129, 141]);
    expect((await Promise.all([find('hung-up'), find('unread')])).map(({ spec }) => [spec.stop, spec.ttlSecondsAfterFinished])).toEqual([[undefined, 0], [undefined, 0]]);
  });
});

it('says in one line that its answer cannot be written', async () => {
  const full = createWriteStream('/dev/full');
  await once(full, 'open');
  const { exitCode, stderr } = await answerOf(cli.start(['render', 'test.js'], { stdout: full }));
  full.close();
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/^error: the answer cannot be written: .*ENOSPC.*$/) });
});
