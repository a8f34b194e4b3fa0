import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { expectGolden, mapFew } from './golden.ts';
import { Terminal } from './terminal.ts';

jest.setTimeout(180_000);

const namespace = `load-${randomBytes(3).toString('hex')}`;
const kubectl = kubectlIn(namespace);
let terminal: Terminal;

const script = 'import { sleep } from \'k6\';\n\nexport default function () {\n  sleep(1);\n}\n';
const run = (name: string, lines: readonly string[]): string => ['apiVersion: k6.io/v1alpha1', 'kind: K6', 'metadata:', `  name: ${name}`, 'spec:', ...lines, ''].join('\n');
const source = ['  script:', '    configMap:', '      name: checkout'];

const files = {
  'good.js': script,
  'asks.js': `import { user } from './nowhere.js';\n${script}`,
  'run.yaml': run('checkout', ['  parallelism: 2', ...source]),
  'many.yaml': run('checkout', ['  parallelism: 4', '  initializer: {disabled: true}', ...source]),
  'bad.yaml': run('checkout', ['  paralelism: 2', '  quiet: true']),
  'broken.yaml': 'apiVersion: k6.io/v1alpha1\nkind: [K6\n',
  'notes.txt': 'no manifest\n',
  'empty/notes.txt': 'no manifest\n',
};

beforeAll(async () => {
  await kubectl(['create', 'namespace', namespace]);
  // Nobody looks after it here: the operator is not there.
  await kubectl(['apply', '--filename=-'], files['run.yaml'].replace('name: checkout', 'name: waits'));
  terminal = await Terminal.open(testKubeconfigPath(), namespace, files);
});

afterAll(async () => {
  terminal.close();
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

/** What one user after the other is answered, side by side. */
async function answers(lines: readonly string[]): Promise<string[]> {
  return mapFew(lines, (line) => terminal.type(line));
}

/** What one user is answered who types one line after the other. */
async function session(lines: readonly string[]): Promise<string[]> {
  return mapFew(lines, (line) => terminal.type(line), 1);
}

describe('kubectl k6', () => {
  it('answers wrong usage with exit code 2 and what to write instead: usage.txt', async () => {
    expectGolden('usage', await answers([
      '$ kubectl k6 statsu', '$ kubectl k6 frobnicate', '$ kubectl k6 schedule frobnicate',
      '$ kubectl k6 status --wait', '$ kubectl k6 status pod/a', '$ kubectl k6 status a b', '$ kubectl k6 status a -A', '$ kubectl k6 status --wiat a',
      '$ kubectl k6 status -o xml', '$ kubectl k6 status waits --wait --timeout soon', '$ kubectl k6 status waits -o \'jsonpath={.x\'',
      '$ kubectl k6 status -A -o json a', 'tty$ kubectl k6 status -A a', '$ kubectl k6 list --running --failed', '$ kubectl k6 list -l \'a in b\'', '$ kubectl k6 list -o custom-columns=A',
      '$ kubectl k6 run', '$ kubectl k6 run good.js --parallelism 0', '$ kubectl k6 run good.js --detach --logs', '$ kubectl k6 run good.js -e NOPE', '$ kubectl k6 run good.js --timeout soon',
      '$ kubectl k6 stop', '$ kubectl k6 delete', '$ kubectl k6 validate', '$ kubectl k6 logs', '$ kubectl k6 render good.js -o wide',
      '$ kubectl k6 logs waits --runner x', '$ kubectl k6 logs waits --level loud', '$ kubectl k6 logs waits --grep \'(\'', '$ kubectl k6 logs waits --since-time now',
      '$ kubectl k6 version -o xml', '$ kubectl k6 doctor extra',
      '$ kubectl k6 schedule create nightly good.js', '$ kubectl k6 schedule create nightly good.js --cron foo', '$ kubectl k6 schedule create good.js --cron @daily',
      '$ kubectl k6 schedule create nightly good.js --cron \'0 25 * * *\'', '$ kubectl k6 schedule create nightly good.js --cron @daily --time-zone Europe/Nowhere',
    ]));
  });

  it('answers with exit code 3 where there is no such thing, and with 5 where there is no right: missing.txt, forbidden.txt', async () => {
    const names = ['status nope', 'status wait', 'status testrun/waits', 'status nope -o json', 'stop nope', 'delete nope', 'logs nope', 'schedule suspend nope', 'schedule resume nope', 'schedule trigger nope', 'schedule delete nope'];
    expectGolden('missing', await answers([
      ...names.map((words) => `$ kubectl k6 ${words}`),
      '$ kubectl k6 delete nope --ignore-not-found', '$ kubectl k6 schedule delete nope --ignore-not-found', '$ kubectl k6 run good.js -n nowhere', '$ kubectl k6 run nope.js', '$ kubectl k6 run -f nope.yaml',
      '$ kubectl k6 run asks.js', '$ kubectl k6 validate nope.yaml', '$ kubectl k6 validate empty',
    ]));
    const commands = ['status', 'status waits', 'status waits -w', 'list -A', 'run good.js', 'run -f run.yaml', 'stop waits', 'delete waits', 'logs waits', 'schedule list', 'schedule create nightly good.js --cron @daily --operator-image operator:1', 'version', 'doctor'];
    expectGolden('forbidden', await answers(commands.map((words) => `$ kubectl k6 ${words} --as jane`)));
  });

  it('answers with exit code 1 where the cluster cannot be reached or is not told: unreachable.txt', async () => {
    expectGolden('unreachable', await answers([
      ...['status', 'run good.js', 'doctor', 'version', 'list -w'].map((words) => `$ kubectl k6 ${words} --server https://127.0.0.1:1 --request-timeout 2s`),
      '$ kubectl k6 status --context nope', '$ kubectl k6 status --cluster nope', '$ kubectl k6 status --user nope', '$ kubectl k6 status --kubeconfig nope', '$ KUBECONFIG=good.js kubectl k6 status',
      '$ kubectl k6 status --token wrong', '$ kubectl k6 status --tls-server-name nope', '$ kubectl k6 status --certificate-authority good.js', '$ kubectl k6 status --certificate-authority nope',
    ]));
  });

  it('shows what no operator looks at yet, and ends with 4 when it is over too late: pending.txt', async () => {
    expectGolden('pending', await answers([
      '$ kubectl k6 list', 'tty$ kubectl k6 list', '$ kubectl k6 list -o wide', '$ kubectl k6 list -o name', '$ kubectl k6 list -l a=b', '$ kubectl k6 list --failed', '$ kubectl k6 list -o json -l a=b',
      '$ kubectl k6 status waits', 'tty$ kubectl k6 status waits', '$ kubectl k6 status waits --wait --timeout 1s', '$ kubectl k6 status waits -w --timeout 1s', 'tty$ kubectl k6 status waits -w --timeout 2s',
      '$ kubectl k6 logs waits', '$ kubectl k6 schedule list', '$ kubectl k6 run -f run.yaml --name late --timeout 1s --rm', '$ kubectl k6 run good.js --name waits',
    ]));
  });

  it('prints what would be made, and checks it: dry.txt', async () => {
    expectGolden('dry', await answers([
      '$ kubectl k6 run good.js --name a --dry-run=client', '$ kubectl k6 run good.js --name a -p 4 --dry-run=server', '$ kubectl k6 run good.js --name a -p 4 -e HOST=shop --dry-run=client -o yaml',
      '$ kubectl k6 run good.js --name A_B --dry-run=client', '$ kubectl k6 run -f bad.yaml --dry-run=client', '$ kubectl k6 run -f broken.yaml --dry-run=client', '$ kubectl k6 run -f notes.txt --dry-run=client',
      '$ kubectl k6 render good.js --name a -o name', '$ kubectl k6 render good.js --name a -p 2 -o \'jsonpath={..containers[*].command}\'', '$ kubectl k6 render nope.js', '$ kubectl k6 render -f bad.yaml',
      '$ kubectl k6 validate run.yaml', '$ kubectl k6 validate many.yaml', '$ kubectl k6 validate many.yaml --strict', 'tty$ kubectl k6 validate many.yaml bad.yaml', '$ kubectl k6 validate bad.yaml', '$ kubectl k6 validate bad.yaml -o json',
      '$ kubectl k6 validate broken.yaml', '$ kubectl k6 validate - < notes.txt', '$ kubectl k6 validate good.js',
    ]));
  });

  it('makes, shows, triggers and deletes a schedule: schedule.txt', async () => {
    expectGolden('schedule', await session([
      // Once a year, so that it is not due meanwhile.
      '$ kubectl k6 schedule create yearly good.js --cron \'0 2 29 2 *\' --operator-image operator:1 --suspend', '$ kubectl k6 schedule list', 'tty$ kubectl k6 schedule list', '$ kubectl k6 schedule list --next 2',
      '$ kubectl k6 schedule trigger yearly', '$ kubectl k6 schedule trigger yearly 2>&1 | sed s/-manual-[0-9a-f]*/-manual-xxxxxx/g', '$ kubectl k6 schedule resume yearly', '$ kubectl k6 schedule suspend yearly',
      '$ kubectl k6 schedule delete yearly',
    ]));
  });

  it('installs completion, and says what kubectl needs besides: completion.txt', async () => {
    expectGolden('completion', await session(['$ kubectl k6 completion install --dir bin', '$ cat bin/kubectl_complete-k6', '$ kubectl k6 completion install --dir good.js']));
  });
});
