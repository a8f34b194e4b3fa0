import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { type Operator, startOperator } from '../../faults/operator.ts';
import { isOver, Stage } from '../../faults/stage.ts';
import { type Program, pluginProgram } from '../program.ts';

// A dozen processes, on a machine that may have others to run.
jest.setTimeout(120_000);

let stage: Stage;
let operator: Operator;
let program: Program;

beforeAll(async () => {
  stage = await Stage.open({ loadMilliseconds: 100, runner: (index) => ({ exitCode: index === 3 ? 99 : 0 }), neverRuns: (index) => index === 5 });
  [operator, program] = await Promise.all([
    startOperator({ kubeconfig: testKubeconfigPath(), namespace: stage.namespace }), pluginProgram(testKubeconfigPath(), stage.namespace),
  ]);
  await Promise.all([stage.apply('passes'), stage.apply('fails', { parallelism: 3 }), stage.apply('waits', { parallelism: 5 })]);
  await Promise.all(['passes', 'fails'].map((name) => stage.until(name, isOver)));
});

afterAll(async () => {
  await operator.kill();
  program.remove();
  await stage.close();
});

describe('status', () => {
  it('ends with the outcome when it is asked to wait, and shows why', async () => {
    const [passed, failed] = await Promise.all([program.k6('status', 'passes', '--wait'), program.k6('status', 'fails', '--wait', '-w')]);
    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✓ Passed {2}k6\/passes in namespace .*, exit code 0\n/), stderr: '' });
    expect(failed).toMatchObject({ exitCode: 99, stdout: expect.stringMatching(/^k6\/fails ThresholdsFailed \| 3 in all/) });
  });

  it('shows the tree of runners and pods, with reasons', async () => {
    const { exitCode, stdout } = await program.k6('status', 'fails');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/├─ runner 1 +Passed\n│ {2}└─ pod\/fails-1-\w+ +Succeeded/);
    expect(stdout).toMatch(/├─ runner 3 +ThresholdsFailed +ended with exit code 99/);
    expect(stdout).toMatch(/└─ starter +Passed/);
  });

  it('ends with 4 when the run takes longer than it may', async () => {
    expect(await program.k6('status', 'waits', '--wait', '--timeout', '1s')).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('the run waits is not over after 1s: Starting') });
  });

  it('says the same as kubectl in every format', async () => {
    const formats = ['json', 'name', 'jsonpath={.status.result} {.status.conditions[?(@.type=="Passed")].reason}', 'custom-columns=N:.metadata.name,X:.status.exitCode', 'yaml'];
    const answers = await Promise.all(formats.map(async (format) => [await program.k6('status', 'fails', '-o', format), await program.kubectl('get', 'k6', 'fails', '-o', format)] as const));
    const yaml = answers.pop();
    for (const [ours, theirs] of answers) expect(ours).toEqual(theirs);
    // Long lines may be folded in other places.
    expect(parse(yaml?.[0].stdout ?? '')).toEqual(parse(yaml?.[1].stdout ?? 'nothing'));
  });

  it('ends with 3 for a run that is not there, and with 2 for wrong usage, as one line or as JSON', async () => {
    const [missing, json, usage, kind] = await Promise.all([
      program.k6('status', 'passe'), program.k6('status', 'nowhere', '-o', 'json'), program.k6('status', 'a', '-A'), program.k6('status', 'pod/a'),
    ]);
    expect(missing).toEqual({ exitCode: 3, stdout: '', stderr: `error: there is no run "passe" in namespace ${stage.namespace}\ndid you mean passes?` });
    expect(json.exitCode).toBe(3);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { exitCode: 3, message: expect.stringContaining('nowhere') } });
    expect([usage.exitCode, kind.exitCode]).toEqual([2, 2]);
  });
});

describe('list', () => {
  it('has every run with its verdict, and those that failed alone when asked', async () => {
    const [all, failed, none] = await Promise.all([program.k6('list'), program.k6('list', '--failed', '--no-headers'), program.k6('list', '-l', 'a=b')]);
    expect(all.stdout).toMatch(/^NAME +VERDICT +STAGE +RUNNERS +AGE +WHY\nfails +ThresholdsFailed +finished .*\npasses +Passed +finished .*\nwaits +Starting +created /);
    expect(failed.stdout).toMatch(/^fails [^\n]*$/);
    expect(none).toEqual({ exitCode: 0, stdout: '', stderr: `No resources found in ${stage.namespace} namespace.` });
  });
});

describe('list and status', () => {
  it('sort and select by fields as kubectl does', async () => {
    const ways = [['--sort-by', '.spec.parallelism'], ['--sort-by={.metadata.name}'], ['--field-selector', 'metadata.name!=fails'], ['--chunk-size', '1'], ['--chunk-size=0']];
    const answers = await Promise.all(ways.map(async (flags) => [await program.k6('list', '-o', 'name', ...flags), await program.kubectl('get', 'k6', '-o', 'name', ...flags)]));
    for (const [ours, theirs] of answers) expect(ours).toEqual(theirs);
    const [unknown, missing] = await Promise.all([program.k6('list', '--field-selector', 'spec.parallelism=3'), program.k6('status', '--sort-by', '.spec.nothing')]);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^error: list k6s .*field label not supported: spec.parallelism/) });
    expect(missing).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^error: --sort-by .spec.nothing: no run here has this field\n/) });
  });

  it('show labels where there are columns', async () => {
    await program.kubectl('label', 'k6', 'fails', 'team=checkout', 'app=shop');
    const [list, one, json] = await Promise.all([program.k6('list', '--show-labels'), program.k6('status', 'fails', '--show-labels'), program.k6('status', '--show-labels', '-o', 'json')]);
    expect(list.stdout).toMatch(/^NAME .* LABELS\nfails .* app=shop,team=checkout\npasses .* <none>\n/);
    expect(one.stdout).toMatch(/^Labels +app=shop,team=checkout$/m);
    expect(json.exitCode).toBe(2);
  });

  it('say nothing of what is not there when asked to', async () => {
    const answers = await Promise.all([program.k6('status', 'nowhere', '--ignore-not-found'), program.k6('list', '-l', 'a=b', '--ignore-not-found')]);
    for (const answer of answers) expect(answer).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('take no name from stdin, which may be another program\'s', async () => {
    const { stdout } = await program.shell(`echo passes | kubectl k6 status -n ${stage.namespace} -o name`);
    expect(stdout.split('\n')).toHaveLength(3);
  });
});

describe('a command', () => {
  it('ends with 5 where the user has no right, and says which', async () => {
    const answers = await Promise.all([['list'], ['status', 'passes'], ['stop', 'waits'], ['delete', 'waits']].map((args) => program.k6(...args, '--as', 'nobody')));
    for (const { exitCode, stderr } of answers) {
      expect(exitCode).toBe(5);
      expect(stderr).toMatch(/^error: .*User "nobody" cannot (list|get) resource "k6s".*\n.*doctor/);
    }
  });

  it('ends with 1 within the timeout when the cluster cannot be reached', async () => {
    const begin = performance.now();
    // Of the documentation range: nobody answers.
    const { exitCode, stderr } = await program.k6('list', '--server', 'https://192.0.2.1', '--request-timeout', '1s');
    expect({ exitCode, late: performance.now() - begin > 20_000 }).toEqual({ exitCode: 1, late: false });
    expect(stderr).toMatch(/^error: list k6s/);
  });
});

describe('completion', () => {
  it('offers kubectl the names that are there now', async () => {
    const [names, flags, commands] = await Promise.all([
      program.complete('status', '-n', stage.namespace, ''), program.complete('status', '--wat'), program.complete('sto'),
    ]);
    expect(names).toEqual(['fails', 'passes', 'waits', ':4']);
    expect(flags).toEqual([expect.stringMatching(/^--watch\t/), ':4']);
    expect(commands).toEqual(['stop', ':4']);
  });
});

describe('version', () => {
  it('says what can be read, and is no error where nothing can', async () => {
    const [cluster, client] = await Promise.all([program.k6('version'), program.k6('version', '--client', '-o', 'json')]);
    expect(cluster).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Client: +\d.*\nKubernetes: v1\..*\nOperator: +none/) });
    expect(JSON.parse(client.stdout)).toEqual({ client: { version: expect.any(String), node: expect.any(String) } });
  });
});

describe('stop and delete', () => {
  it('end a run for good, and take it away with all that it made', async () => {
    expect(await program.k6('stop', 'waits', '--wait')).toMatchObject({ exitCode: 0, stdout: 'k6.k6.io/waits stopped' });
    expect((await stage.status('waits')).result).toBe('Stopped');
    expect(await program.k6('stop', 'waits')).toMatchObject({ exitCode: 0, stdout: 'k6.k6.io/waits is over already' });
    expect(await program.k6('delete', 'waits', 'no-such', 'passes')).toMatchObject({
      exitCode: 3, stdout: 'k6.k6.io/waits deleted\nk6.k6.io/passes deleted', stderr: expect.stringContaining('there is no run "no-such"'),
    });
    expect((await stage.jobs()).filter(({ metadata }) => metadata?.name?.startsWith('waits'))).toEqual([]);
    const [missing, ignored] = await Promise.all([program.k6('delete', 'waits'), program.k6('delete', 'waits', '--ignore-not-found')]);
    expect([missing.exitCode, ignored.exitCode]).toEqual([3, 0]);
  });
});
