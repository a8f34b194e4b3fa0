import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { runner } from '../../e2e/manifests.ts';
import { aPlace, leave, type Place } from '../../e2e/place.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { describeOnNode } from '../../setup/node.ts';
import { expectGolden, mapFew } from './golden.ts';
import { Terminal } from './terminal.ts';

jest.setTimeout(300_000);

const image = runner.image ?? '';
const idle = (seconds: number, options = ''): string => [
  'import { sleep } from \'k6\';',
  `export const options = { vus: 2, duration: '${seconds}s'${options} };`,
  'export function setup() { console.log(`hello from ${__ENV.HOST || \'nobody\'}`); }',
  'export default function () { sleep(0.5); }',
].join('\n');

const files = {
  'passes.js': idle(2),
  'fails.js': idle(1, ', thresholds: { iterations: [\'count>1000\'] }'),
  // k6 tells of its VUs after a second.
  'throws.js': 'import { sleep } from \'k6\';\nexport function setup() { sleep(1.5); throw new Error(\'no such shop\'); }\nexport default function () {}\n',
  'syntax.js': 'export default function () {\n  const a = ;\n}\n',
  'long.js': idle(120),
  'noimage.yaml': JSON.stringify({
    apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'noimage' },
    spec: { startDeadlineSeconds: 30, script: { localFile: '/test.js' }, initializer: { disabled: true }, runner: { image: 'nowhere/k6:none', imagePullPolicy: 'Never' } },
  }),
};

const progress = /^(?:2> )? {3}#s {2}(?:\\e\[\d+m)?(?:Pending|Starting|Running|Stopping|Ending)/;

/** Which steps are seen is the cluster's affair; that there are some is not. */
function withoutProgress(said: string): string {
  const lines = said.split('\n').map((line) => (progress.test(line) ? '   #s  …' : line));
  return lines.filter((line, at) => line !== '   #s  …' || !(lines[at - 1] === line || lines[at - 1]?.startsWith('^C') === true)).join('\n');
}

/** Lines with what was measured: metrics, checks and thresholds of a summary, and the numbers of a status. */
const measured = /\.{3,}: |^ *[✓✗] .*(?:'|count|rate|p\()|↳|^(?:VUs|Iterations|Checks|Data) |: count>| VUs, /;

const number = /(?<![\w[#.-]|p\()\d[\d.]*(?: ?(?:µs|ms|m?s|[kM]?B)\b|%)?/g;
/** Some of it is a # already, with the unit behind it. */
const duration = /=#+(?:µs|m?s)?(?= |$)/g;

/** What is measured is another time something else, and what lies between which bounds depends on it. Colours of numbers are held by pure tests. */
function withoutNumbers(said: string): string {
  return said.split('\n').filter((line) => !line.includes(' lies in ')).map((line) => {
    const plain = line.replaceAll(/\\e\[\d+m/g, '');
    return measured.test(plain) ? plain.replaceAll(number, '#').replaceAll(duration, '=#').replaceAll(/ {2,}/g, '  ') : line;
  }).join('\n');
}

/** Verdict and reason alone: how far the cluster is with the pods of a run that was cut short is its own affair. */
function withoutTree(said: string): string {
  const lines = said.split('\n');
  return [...lines.slice(0, lines.indexOf('')), lines.at(-1)].join('\n');
}

describeOnNode('kubectl k6 on the cluster', () => {
  let place: Place;
  let terminal: Terminal;
  let runs: string[];

  beforeAll(async () => {
    place = await aPlace('golden');
    terminal = await Terminal.open(testKubeconfigPath(), place.namespace, files);
    const interrupt = '\u0003';
    const underWay = { after: /Running/, type: interrupt };
    runs = await Promise.all([
      terminal.pipe(`kubectl k6 run passes.js -p 2 -e HOST=shop --name passes --image ${image}`),
      terminal.tty(`kubectl k6 run fails.js --name fails --image ${image}`),
      terminal.pipe(`kubectl k6 run throws.js --name throws --image ${image} --wait`),
      terminal.tty(`kubectl k6 run syntax.js --name syntax --image ${image} --wait`),
      terminal.pipe('kubectl k6 run -f noimage.yaml --wait'),
      terminal.tty(`kubectl k6 run long.js --name stops --image ${image}`, [underWay]),
      terminal.tty(`kubectl k6 run long.js --name left --image ${image}`, [underWay, { after: /once more/, type: interrupt }]),
      terminal.pipe('until kubectl k6 status stops -o name >/dev/null 2>&1; do sleep 0.5; done; kubectl k6 status stops -w | tail -1'),
      terminal.tty('until kubectl k6 status stops -o name >/dev/null 2>&1; do sleep 0.5; done; kubectl k6 status stops -w'),
    ]);
    // A pod is shown as running for a moment after its run is over.
    const phases = { Succeeded: ['k6_cr in (passes, fails)', 'k6_cr=throws,runner!=true'], Failed: ['k6_cr=throws,runner=true'] };
    const waits = Object.entries(phases).flatMap(([phase, selectors]) => selectors.map((selector) => [`--selector=${selector}`, `--for=jsonpath={.status.phase}=${phase}`]));
    await Promise.all(waits.map((wait) => place.kubectl(['wait', 'pods', ...wait, '--timeout=60s'])));
    await place.kubectl(['wait', 'k6/left', '--for=condition=Finished', '--timeout=60s']);
    await place.kubectl(['label', 'k6', '--all', `suite=${place.namespace}`]);
  });

  afterAll(async () => {
    terminal.close();
    await leave(place);
  });

  it('ends a run as its test did, with Ctrl-C too: runs.txt', () => {
    const watched = runs.at(-1) ?? '';
    expectGolden('runs', [...runs.slice(0, -1).map(withoutProgress), withoutTree(watched)].map(withoutNumbers));
    expect(watched).toMatch(/├─ initializer .*\n.*\n├─ runner 1 /);
    expect(runs.map((said) => Number(/\[(\d+)\]$/.exec(said)?.[1]))).toEqual([0, 99, 107, 107, 6, 103, 130, 0, 0]);
  });

  it('shows each outcome with its reason: outcomes.txt', async () => {
    const trees = ['$ kubectl k6 status passes --wait', '$ kubectl k6 status fails --wait', '$ kubectl k6 status throws --wait', 'tty$ kubectl k6 status fails'];
    const cut = ['$ kubectl k6 status syntax --wait', '$ kubectl k6 status noimage --wait', '$ kubectl k6 status left --wait', 'tty$ kubectl k6 status left'];
    const others = [
      ...['', ' -o wide', ` -A -l suite=${place.namespace}`, ' --failed', ' -o name', ' -o custom-columns=NAME:.metadata.name,CODE:.status.exitCode', ' -o jsonpath={.items[*].status.result}'].map((flags) => `$ kubectl k6 list${flags}`),
      'tty$ kubectl k6 status', '$ kubectl k6 stop left', '$ kubectl k6 logs passes --runner 1 --grep hello', 'tty$ kubectl k6 logs passes --runner 1 --grep hello', '$ kubectl k6 logs throws --level error -o raw',
      '$ kubectl k6 logs syntax --initializer --tail 3', '$ kubectl k6 doctor', 'tty$ kubectl k6 doctor', '$ kubectl k6 version',
    ];
    const said = await mapFew([...trees, ...cut, ...others], (line) => terminal.type(line));
    const deleted = await mapFew(['$ kubectl k6 delete passes fails', '$ kubectl k6 delete syntax --wait=false', '$ kubectl k6 status passes'], (line) => terminal.type(line), 1);
    expectGolden('outcomes', [...said.map((entry, at) => (at >= trees.length && at < trees.length + cut.length ? withoutTree(entry) : entry)), ...deleted].map(withoutNumbers));
  });
});
