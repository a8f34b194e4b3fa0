import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { helm, kubectl } from '../../../cluster/bin.ts';
import { demoNamespace } from '../../../cluster/demo/scene.ts';
import { root } from '../../../cluster/paths.ts';
import { readmeSteps } from '../../docs/commands.ts';
import { pluginProgram, type Answer, type Program } from '../../plugin/program.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(240_000);

/** What a command of the README is to say, by how it begins. A command that is not here fails the test: add it, with what it promises. */
const promises: Record<string, string | RegExp> = {
  'make demo': /The demo took/,
  'helm upgrade --install k6-operator': /STATUS: pending-upgrade|Release "k6-operator" has been upgraded/,
  'kubectl k6 doctor': /API server/i,
  'kubectl k6 run test.js': /passed/i,
  'kubectl create configmap my-test': 'configmap/my-test created',
  'kubectl apply -f my-run.yaml': 'k6.k6.io/my-run created',
  'kubectl wait k6/my-run': 'k6.k6.io/my-run condition met',
  'kubectl get k6 my-run -o jsonpath': 'Passed 0',
  'kubectl get k6 my-run -o jsonpath=\'{.status.summary}\'': /"final":true/,
  'kubectl get k6 my-run': /^my-run +finished +Passed +\d\/2 /m,
  'kubectl get configmap my-run-summary': /runner-2\.log: [^]*http_reqs/,
  'kubectl k6 status my-run': /passed/i,
  'kubectl k6 summary my-run': /TOTAL RESULTS[^]*http_reqs[^]*2 of 2 runners told their final numbers/,
  'kubectl k6 summary my-run -o junit': /^\s*$/,
  'kubectl k6 report my-run': 'my-run-report.html',
  'kubectl k6 logs my-run': /\b1\b[^]*\b2\b/,
  'kubectl delete -f my-run.yaml': /k6\.k6\.io "my-run" deleted/,
  'kubectl k6 schedule create nightly': /cronjob\.batch\/nightly/,
  'kubectl k6 schedule list': /nightly[^]*0 2 \* \* \*/,
  'kubectl describe k6 my-run': /Kind: +K6/,
  'kubectl get events': /ThresholdsPassed/,
  'kubectl k6 validate my-run.yaml': 'my-run.yaml: k6/my-run is valid',
  'kubectl k6 schedule delete nightly': /nightly/,
  'helm uninstall k6-operator': 'release "k6-operator" uninstalled',
};

/** The operator that the tests need is there already and stays: of Helm's commands the API server judges what they would do. */
function asRun(command: string): string {
  if (!command.startsWith('helm ')) return command;
  return `${command.replace(' --wait', '')} ${command.startsWith('helm uninstall') ? '--dry-run' : '--dry-run=server'}`;
}

/** The service of the reader's own that the README's script asks. */
const service = [
  {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'my-service', labels: { app: 'my-service' } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'http', image: 'http-target:dev', imagePullPolicy: 'IfNotPresent' }] },
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'my-service' }, spec: { selector: { app: 'my-service' }, ports: [{ port: 80, targetPort: 8080 }] } },
];

const steps = readmeSteps();
const commands = steps.filter((step) => step.kind === 'command');
const leftOut = steps.filter((step) => step.kind === 'left out');
/** These change the operator's release, one at a time; all others have their order too, and nothing to do with it. */
const ofRelease = (command: string): boolean => /^(?:make|helm) /u.test(command);

/** What a command is to say: the promise whose beginning is the longest. */
function promiseOf(command: string): string | RegExp {
  const [found] = Object.entries(promises).filter(([beginning]) => command.startsWith(beginning)).toSorted(([one], [other]) => other.length - one.length);
  if (found === undefined) throw new Error('this command of the README promises nothing yet: add it to the promises');
  return found[1];
}

/** Each step of README.md, top to bottom, in a shell as a reader has it. */
describeOnNode('README.md', () => {
  let place: Place;
  let folder: string;
  let program: Program;
  const answers = new Map<string, Answer>();

  const run = async (command: string): Promise<void> => {
    // The demo takes longer than a shell's command may; it has the checkout for its folder, as all the commands would.
    const options = { cwd: root, env: { KUBECONFIG: testKubeconfigPath() }, reject: false } as const;
    const { exitCode, stdout, stderr } = command.startsWith('make ') ? await execa('bash', ['--norc', '-c', command], options)
      : await program.shell(`export PATH=${dirname(await helm())}:$PATH; cd ${folder} && ${asRun(command)}`, { NO_COLOR: '1' });
    answers.set(command, { exitCode, stdout, stderr });
  };
  const inOrder = async (chosen: readonly string[]): Promise<void> => {
    for (const command of chosen) await run(command);
  };

  beforeAll(async () => {
    [place, folder] = await Promise.all([aPlace('readme'), mkdtemp(join(tmpdir(), 'k6-readme-'))]);
    const kubeconfig = join(folder, 'kubeconfig');
    await copyFile(testKubeconfigPath(), kubeconfig);
    await execa(await kubectl(), ['config', 'set-context', '--current', `--namespace=${place.namespace}`], { env: { KUBECONFIG: kubeconfig } });
    program = await pluginProgram(kubeconfig, place.namespace);
    await symlink(join(root, 'charts'), join(folder, 'charts'));
    for (const step of steps) if (step.kind === 'write') await writeFile(join(folder, step.file), step.text);
    await place.apply(...service);
    await place.kubectl(['wait', '--for=condition=Ready', 'pod/my-service', '--timeout=60s']);
    const all = commands.map(({ command }) => command);
    await Promise.all([inOrder(all.filter(ofRelease)), inOrder(all.filter((command) => !ofRelease(command)))]);
  });
  afterAll(async () => {
    program.remove();
    await rm(folder, { recursive: true });
    await leave(place);
    await place.kubectl(['delete', 'namespace', demoNamespace, '--wait=false', '--ignore-not-found']);
  });

  it.each(commands.map(({ place: line, command }) => [line, command]))('%s: %s', (_, command) => {
    const { exitCode, stdout, stderr } = answers.get(command) ?? { exitCode: undefined, stdout: '', stderr: 'not run' };
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(`${stdout}\n${stderr}`).toMatch(promiseOf(command));
  });

  it('promises nothing that is not in it', () => {
    expect(Object.keys(promises).filter((beginning) => !commands.some(({ command }) => command.startsWith(beginning)))).toEqual([]);
  });

  it('leaves out three steps, each with the reason', () => {
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'it is what runs every test, this one too', 'needs a registry', 'it would be a second operator; test/e2e/alone/bundle.e2e.test.ts does it',
    ]);
  });
});
