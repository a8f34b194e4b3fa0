import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { kubectl } from '../../../cluster/bin.ts';
import { release } from '../../../cluster/demo/install.ts';
import { root } from '../../../cluster/paths.ts';
import { documents } from '../../docs/markdown.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { describeOnNode } from '../../setup/node.ts';
import { givenValues, helmRun } from '../helm.ts';
import { aScript, idle } from '../manifests.ts';
import { eventually, podsWith } from '../objects.ts';
import { ended, outcomeOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

const operator = kubectlIn('k6-operator-system');
/** A line of shell in the checkout, as the documents have it, on the tests' cluster. */
const shell = async (line: string): Promise<string> =>
  (await execa('bash', ['--norc', '-c', `set -o pipefail; ${line}`], {
    cwd: root, env: { KUBECONFIG: testKubeconfigPath(), PATH: `${dirname(await kubectl())}:${process.env['PATH'] ?? ''}` }, maxBuffer: 64 * 1024 * 1024,
  })).stdout;
/** What docs/without-helm.md has its reader write or run, in its order, with the images that the node has. */
function documented(language: string): string[] {
  const blocks = documents().find(({ path }) => path === 'docs/without-helm.md')?.blocks.filter((block) => block.language === language) ?? [];
  const images: [string, string][] = [
    ['registry.example.com/k6-operator:0.1.0', 'k6-operator:dev'], ['grafana/k6:1.8.1', 'k6:dev'],
    ['newName: registry.example.com/k6-operator\n  newTag: 0.1.0', 'newName: k6-operator\n  newTag: dev'], ['newName: grafana/k6\n  newTag: 1.8.1', 'newName: k6\n  newTag: dev'],
  ];
  return blocks.map(({ text }) => images.reduce((made, [from, to]) => made.replace(from, to), text));
}
/** What became of the objects, by the last words of kubectl's lines. */
const done = (output: string): string[] => [...new Set(output.split('\n').map((line) => line.split(' ').at(-1) ?? ''))];

describeOnNode('the operator without Helm', () => {
  let place: Place;
  let folder: string;
  let values: string;

  beforeAll(async () => {
    values = await givenValues();
    [place, folder] = await Promise.all([aPlace('bundle'), mkdtemp(join(tmpdir(), 'k6-overlay-'))]);
    await helmRun(['uninstall', release]);
    await operator(['delete', 'crd', 'k6s.k6.io', 'testruns.k6.io', '--timeout=60s']);
    const [overlay = ''] = documented('yaml');
    await writeFile(join(folder, 'kustomization.yaml'), overlay.replace('k6-operator/config/default', relative(folder, join(root, 'config/default'))));
  });
  afterAll(async () => {
    // What the other tests of this cluster need.
    await helmRun(['upgrade', '--install', release, join(root, 'charts', 'k6-operator'), '--values=-', '--take-ownership', '--wait', '--timeout=3m'], values);
    await leave(place);
    await rm(folder, { recursive: true });
  });

  it('is there after one kubectl apply -k of an overlay that names the images, and carries out a run with them', async () => {
    expect(done(await shell(`kubectl apply -k ${folder}`))).toEqual(['created']);
    await operator(['wait', 'deployments', '--all', '--for=condition=Available', '--timeout=120s']);
    await place.apply(aScript('script', idle(1)), { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'run' }, spec: { parallelism: 2, script: { configMap: { name: 'script' } } } });
    expect(outcomeOf(await ended(place, 'run'))).toMatchObject({ stage: 'finished', result: 'Passed' });
    const images = (await podsWith(place, 'k6_cr=run')).map(({ spec }) => spec?.containers[0]?.image);
    expect([...new Set(images)].toSorted()).toEqual(['k6-operator:dev', 'k6:dev']);
  });

  it('is the same by bundle.yaml, which one kubectl apply -f takes', async () => {
    const [apply = ''] = documented('bash');
    const generations = (): Promise<string> => operator(['get', 'deployments', '--output=jsonpath={.items[*].metadata.generation}']);
    const before = await generations();
    const after = done(await shell(apply));
    // kubectl also says "configured" of a patch that changes nothing.
    expect(after.filter((word) => !['unchanged', 'configured', 'met'].includes(word))).toEqual([]);
    expect([before, await generations()]).toEqual(['1 1', '1 1']);
  });

  it('leaves nothing of itself after kubectl delete -f bundle.yaml, and nothing that stands in the way of others', async () => {
    const [, removal = ''] = documented('bash');
    await shell(removal);
    const kinds = 'namespaces,crds,clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations,roles,rolebindings,apiservices';
    const left = (await operator(['get', kinds, '--all-namespaces', '--output=name'])).split('\n');
    // The namespace of the Helm release, which Helm does not delete.
    expect(left.filter((name) => /k6-operator|k6\.io/u.test(name) && name !== 'namespace/k6-operator')).toEqual([]);
    await eventually(() => place.kubectl(['get', 'jobs,pods', '--output=name']), (names) => names === '', 60);
  });
});
