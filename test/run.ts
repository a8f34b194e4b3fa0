import { execa } from 'execa';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath, exit } from 'node:process';
import { clusterDown, clusterUp, type Cluster } from '../cluster/cluster.ts';
import { root } from '../cluster/paths.ts';
import { prepare } from './setup/prepare.ts';
import { sum, summaryLine, tallyChecks, tallyProject, type JestReport, type Tally } from './runner/tally.ts';

/**
 * The whole suite: the static checks, then each kind of test in processes of their own, cheapest first. All of them run whatever
 * the ones before came to. The last line on stdout is the sum. Exit code 1: something failed, or, with CI=true, was left out.
 * Arguments name the steps to run: `node test/run.ts pure e2e`.
 */
const steps = ['verify', 'pure', 'apiserver', 'e2e'] as const;
type Step = (typeof steps)[number];
/** Jest's projects in each step. End-to-end tests that change the operator or measure its times have the cluster to themselves, after the others. */
const projects: Record<Step, readonly string[]> = { verify: [], pure: ['pure'], apiserver: ['apiserver'], e2e: ['e2e', 'alone'] };
const ci = env['CI'] === 'true';
/** Most tests wait more than they compute, so there are more files under way than cores. Runs on the node have processes enough of their own. */
const workers = (project: string): number => availableParallelism() + (project === 'e2e' ? 0 : 1);

async function verify(): Promise<Tally> {
  const { exitCode } = await execa('npm', ['run', '--silent', 'verify'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], reject: false });
  return tallyChecks(exitCode);
}

async function jest(project: string, folder: string): Promise<Tally> {
  const outputFile = join(folder, `${project}.json`);
  const { exitCode } = await execa(execPath, [
    '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects', project, '--json', `--outputFile=${outputFile}`, '--passWithNoTests', '--forceExit',
    ...(project === 'alone' ? ['--runInBand', '--verbose'] : [`--maxWorkers=${workers(project)}`]),
  ], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], reject: false });
  const report = await readFile(outputFile, 'utf8').then((text) => JSON.parse(text) as JestReport, () => undefined);
  return tallyProject({ project, exitCode, report }, ci && projects.e2e.includes(project));
}

async function allOf(step: Step, folder: string): Promise<Tally> {
  const cluster = step === 'e2e' ? await clusterOfBoth() : undefined;
  const tallies: Tally[] = [];
  for (const project of projects[step]) tallies.push(await jest(project, folder));
  if (cluster?.fresh === true && (env['K6_KEEP_CLUSTER'] ?? '') === '') await clusterDown();
  return sum(tallies);
}

/** Up before the first project, so that its end does not take the cluster down under the second. Why there is none is said by the projects' own set-up. */
async function clusterOfBoth(): Promise<Cluster | undefined> {
  return clusterUp().catch(() => undefined);
}

async function run(step: Step, folder: string): Promise<Tally> {
  const start = performance.now();
  console.log(`== ${step}`);
  const tally = step === 'verify' ? await verify() : await allOf(step, folder);
  const seconds = Math.round((performance.now() - start) / 1000);
  const verdict = step === 'verify' ? (tally.failed > 0 ? 'failed' : 'ok') : summaryLine(tally);
  console.log(`== ${step}: ${verdict}, ${seconds} s`);
  return tally;
}

const wanted = argv.slice(2);
const unknown = wanted.find((name) => !steps.some((step) => step === name));
if (unknown !== undefined) {
  console.error(`there is no step "${unknown}": ${steps.join(', ')}`);
  exit(2);
}

await prepare();
const folder = await mkdtemp(join(tmpdir(), 'k6-operator-test-'));
const tallies = new Map<Step, Tally>();
for (const step of steps.filter((name) => wanted.length === 0 || wanted.includes(name))) tallies.set(step, await run(step, folder));
await rm(folder, { recursive: true });

const total = sum([...tallies.values()]);
for (const note of total.notes) console.log(note);
const leftOut = ci && (tallies.get('e2e')?.skipped ?? 0) > 0;
if (leftOut) console.log('e2e: with CI=true a skipped test is a failure');
console.log(summaryLine(total));
exit(total.failed > 0 || leftOut ? 1 : 0);
