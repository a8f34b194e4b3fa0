import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { kubectl } from '../../cluster/bin.ts';
import { k6s } from '../../kube/resources.ts';
import { helm4, renderText } from '../charts/helm.ts';
import { startOperator, type Operator } from '../faults/operator.ts';
import { isOver, Stage } from '../faults/stage.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';

jest.setTimeout(120_000);

const kube = async (args: string[], input = ''): Promise<string> => (await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), ...args], { input })).stdout;

interface Release {
  name: string;
  watched: string[];
}

/** A kubeconfig of the controller's account in a release, with the rights that the chart gives and no others. */
async function asController(home: string, { name, watched }: Release): Promise<string> {
  const values = [`--set=watchNamespaces={${watched.join(',')}}`, `--set=fullnameOverride=${name}`, `--namespace=${home}`];
  const shown = ['rbac', 'leader-election', 'serviceaccount'].flatMap((template) => ['--show-only', `templates/controller/${template}.yaml`]);
  await kube(['apply', '-f', '-'], await renderText(await helm4(), ...values, ...shown));
  const token = await kube(['create', 'token', `${name}-controller`, '--namespace', home]);
  const config = parse(await readFile(testKubeconfigPath(), 'utf8')) as { users: { user: object }[] };
  for (const user of config.users) user.user = { token };
  const path = join(tmpdir(), `${home}-${name}.kubeconfig`);
  await writeFile(path, stringify(config), { mode: 0o600 });
  return path;
}

/** Both releases live in one namespace. */
async function start(home: string, release: Release): Promise<Operator> {
  const env = { LEADER_ELECT: 'true', POD_NAMESPACE: home, LEASE_NAME: `${release.name}-controller` };
  const operator = await startOperator({ kubeconfig: await asController(home, release), namespace: release.watched.join(','), env });
  await operator.says('caches are filled');
  return operator;
}

describe('a controller that looks after some namespaces, with rights in those alone', () => {
  let inside: Stage[] = [];
  let outside: Stage;
  let operators: Operator[] = [];

  beforeAll(async () => {
    [outside, ...inside] = await Promise.all([Stage.open(), Stage.open(), Stage.open(), Stage.open()]);
    const [one = '', two = '', three = ''] = inside.map(({ namespace }) => namespace);
    operators = await Promise.all([{ name: 'first', watched: [one, two] }, { name: 'second', watched: [three] }].map((release) => start(outside.namespace, release)));
  }, 180_000);
  afterAll(async () => {
    await Promise.all(operators.map((operator) => operator.kill()));
    await Promise.all([outside, ...inside].map((stage) => stage.close()));
  });

  it('carries out the runs in each of them, beside another release in the same namespace, and leaves all others untouched', async () => {
    const before = await outside.apply('run');
    await Promise.all(inside.map((stage) => stage.apply('run')));
    for (const status of await Promise.all(inside.map((stage) => stage.until('run', isOver)))) expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(await outside.client.get(k6s, { namespace: outside.namespace, name: 'run' })).toEqual(before);
    expect(await outside.jobs()).toEqual([]);
    expect(operators.flatMap(({ log }) => log).filter((line) => /cannot \w+ resource|forbidden/iu.test(line))).toEqual([]);
  });

  it('may not so much as see the runs of another release', async () => {
    const [one, , three] = inside;
    const sees = async (release: string, stage: Stage | undefined): Promise<string> =>
      (await execa(await kubectl(), ['--kubeconfig', join(tmpdir(), `${outside.namespace}-${release}.kubeconfig`), 'get', 'k6s', '--namespace', stage?.namespace ?? ''], { reject: false })).stderr;
    expect(await sees('first', one)).not.toContain('forbidden');
    expect(await sees('first', three)).toContain('forbidden');
    expect(await sees('second', one)).toContain('forbidden');
  });

  it('is kept by a namespace without rights from none of the others, and takes that one up when the rights are there', async () => {
    const [fine, late] = await Promise.all([Stage.open(), Stage.open()]);
    const release = { name: 'third', watched: [fine.namespace] };
    const env = { LEADER_ELECT: 'true', POD_NAMESPACE: outside.namespace, LEASE_NAME: 'third-controller' };
    const both = [late.namespace, fine.namespace];
    const operator = await startOperator({ kubeconfig: await asController(outside.namespace, release), namespace: both.join(','), env });
    try {
      const waiting = await late.apply('run');
      await fine.apply('run');
      expect(await fine.until('run', isOver)).toMatchObject({ stage: 'finished', result: 'Passed' });
      expect(await late.client.get(k6s, { namespace: late.namespace, name: 'run' })).toEqual(waiting);
      await asController(outside.namespace, { ...release, watched: both });
      expect(await late.until('run', isOver)).toMatchObject({ stage: 'finished', result: 'Passed' });
      expect(late.kubelet.jobsMade.toSorted()).toEqual(['run-1', 'run-2', 'run-initializer', 'run-starter']);
    } finally {
      await operator.kill();
      await Promise.all([fine, late].map((stage) => stage.close()));
    }
  });
});
