import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Job } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { pluginProgram, type Program } from '../plugin/program.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, idle } from './manifests.ts';
import { eventually, podsWith } from './objects.ts';
import { statusOf } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';
import { follow, made, type Past } from './past.ts';

jest.setTimeout(300_000);

const everyMinute = '--cron "*/1 * * * *"';
/** What the "restricted" pod security level asks of the run's own pods; the schedule's pod meets it by itself. */
const restricted = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const thresholds = `
  export const options = { vus: 2, iterations: 2, thresholds: { iterations: ['count>' + __ENV.LEAST] } };
  export default function () {}
`;

describeOnNode('a schedule', () => {
  let program: Program;
  let folder: string;
  const places: Place[] = [];

  const place = async (purpose: string): Promise<Place> => {
    const one = await aPlace(`schedule-${purpose}`);
    places.push(one);
    return one;
  };
  /** `kubectl k6 schedule …`, as a shell takes it; gives stdout. */
  const schedule = async ({ namespace }: Place, words: string): Promise<string> => {
    const { exitCode, stdout, stderr } = await program.shell(`cd ${folder} && kubectl k6 schedule ${words} -n ${namespace}`);
    expect({ words, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ words, exitCode: 0, stderr: '' });
    return stdout;
  };
  const jobsOf = async (at: Place, name: string): Promise<Job[]> => (await at.get<{ items: Job[] }>('jobs', `--selector=k6.io/schedule=${name}`)).items;
  const ended = (jobs: Job[]): string[] => jobs.flatMap(({ status }) => status?.conditions ?? []).map(({ type }) => type).filter((type) => type === 'Complete' || type === 'Failed');
  const log = (at: Place, job: Job | undefined): Promise<string> => at.kubectl(['logs', `job/${job?.metadata?.name ?? ''}`]);
  const leftOf = (at: Place): Promise<string> => at.kubectl(['get', 'cronjobs,jobs,pods,configmaps,roles,rolebindings,serviceaccounts', '--selector=k6.io/schedule', '--output=name']);

  /** Every story takes place in a namespace of its own, all at the same time: most of it is waiting for the clock. */
  const stories = {
    twice: async () => {
      const at = await place('twice');
      await at.kubectl(['label', 'namespace', at.namespace, 'pod-security.kubernetes.io/enforce=restricted']);
      await at.apply(aScript('script', idle(1)));
      await writeFile(join(folder, 'twice.yaml'), stringify(aRun('twice', { parallelism: 2, runner: restricted, initializer: restricted })));
      const past: Past = await follow(at.namespace, 'twice');
      await schedule(at, `create -f twice.yaml ${everyMinute}`);
      const jobs = await eventually(() => jobsOf(at, 'twice'), (all) => ended(all).length === 2, 180);
      await schedule(at, 'suspend twice');
      tickedTwice.resolve(undefined);
      return { jobs: jobs.length, ended: ended(jobs), logs: await Promise.all(jobs.map((job) => log(at, job))), events: await past.end() };
    },
    overlap: async () => {
      const at = await place('overlap');
      await writeFile(join(folder, 'long.js'), idle(90));
      const created = await schedule(at, `create long long.js ${everyMinute}`);
      const events = (): Promise<string> => at.kubectl(['get', 'events', '--field-selector=reason=JobAlreadyActive,involvedObject.kind=CronJob', '--output=jsonpath={.items[*].involvedObject.name}']);
      await eventually(events, (seen) => seen.includes('long'), 150);
      const [job, ...more] = await jobsOf(at, 'long');
      const listed = await schedule(at, 'list');
      const runs = await at.get<{ items: Run[] }>('k6s');
      const deleted = await schedule(at, 'delete long');
      return { created, job, more, listed, runs: runs.items, deleted, left: await leftOf(at), status: await statusOf(at, 'long') };
    },
    suspended: async () => {
      const at = await place('suspended');
      await writeFile(join(folder, 'short.js'), idle(1));
      await schedule(at, 'create held short.js --cron @yearly');
      await schedule(at, 'suspend held');
      await schedule(at, `create held short.js ${everyMinute}`);
      const job = await schedule(at, 'trigger held -o name');
      await at.kubectl(['wait', job, '--for=condition=Complete', '--timeout=120s']);
      await tickedTwice.promise;
      const [listed, whileHeld] = await Promise.all([schedule(at, 'list'), jobsOf(at, 'held')]);
      await schedule(at, 'resume held');
      const after = await eventually(() => jobsOf(at, 'held'), (jobs) => ended(jobs).length === 2, 60);
      await schedule(at, 'suspend held');
      return { triggered: job, listed, whileHeld: whileHeld.map(({ metadata }) => `job.batch/${metadata?.name ?? ''}`), after: ended(after) };
    },
    failing: async () => {
      const at = await place('failing');
      await writeFile(join(folder, 'thresholds.js'), thresholds);
      await schedule(at, 'create strict thresholds.js --cron "0 2 * * *" --parallelism 2 -e LEAST=1000 --directory strict');
      await at.kubectl(['apply', '--kustomize', join(folder, 'strict')]);
      const name = await schedule(at, 'trigger strict -o name');
      await at.kubectl(['wait', name, '--for=condition=Failed', '--timeout=120s']);
      const [job] = await jobsOf(at, 'strict');
      const [pod] = await podsWith(at, `job-name=${job?.metadata?.name ?? ''}`);
      const listed = await schedule(at, 'list');
      const told = await log(at, job);
      await schedule(at, 'delete strict');
      return { exitCode: pod?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode, listed, told, left: await leftOf(at), status: await statusOf(at, 'strict') };
    },
    scriptless: async () => {
      const at = await place('scriptless');
      await writeFile(join(folder, 'scriptless.yaml'), stringify(aRun('scriptless', { startDeadlineSeconds: 8 })));
      const { stderr } = await program.shell(`kubectl k6 schedule create -f ${folder}/scriptless.yaml --cron @yearly -n ${at.namespace}`);
      const name = await schedule(at, 'trigger scriptless -o name');
      await at.kubectl(['wait', name, '--for=condition=Failed', '--timeout=90s']);
      const [job] = await jobsOf(at, 'scriptless');
      const [pod] = await podsWith(at, `job-name=${job?.metadata?.name ?? ''}`);
      return { stderr, told: await log(at, job), exitCode: pod?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode };
    },
  };
  const tickedTwice = Promise.withResolvers<undefined>();
  let told: { [K in keyof typeof stories]: ReturnType<(typeof stories)[K]> };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k6-schedule-'));
    program = await pluginProgram(testKubeconfigPath(), 'default');
    told = Object.fromEntries(Object.entries(stories).map(([name, tell]) => [name, tell()])) as typeof told;
    // Each is heard by its own test.
    for (const story of Object.values(told)) story.catch(() => undefined);
    told.twice.catch(tickedTwice.reject);
    tickedTwice.promise.catch(() => undefined);
  });
  afterAll(async () => {
    await Promise.allSettled(Object.values(told));
    program.remove();
    await rm(folder, { recursive: true });
    await leave(...places);
  });

  it('fails its Job with k6\'s own code where the test fails, from a kustomization as well, and goes without a trace but for the last run', async () => {
    const { exitCode, listed, told: lines, left, status } = await told.failing;
    expect(exitCode).toBe(99);
    expect(lines).toMatch(/K6 \S+\/strict created\n[^]*ThresholdsFailed, exit code 99/);
    expect(listed).toMatch(/strict +0 2 \* \* \* +Etc\/UTC +Waiting +in \S+ .*K6\/strict +ThresholdsFailed/);
    expect(left).toBe('');
    expect(status).toMatchObject({ stage: 'finished', exitCode: 99 });
  });

  it('says that the script is not there when it is made, and in the Job\'s log', async () => {
    const { stderr, told: lines, exitCode } = await told.scriptless;
    expect(stderr).toMatch(/^Warning: ConfigMap "script" does not exist in namespace/m);
    expect(lines).toContain('ConfigMap "script" does not exist');
    expect(exitCode).toBe(6);
  });

  it('makes two runs at two times, the second after all of the first was cleaned up, in a namespace of the restricted level', async () => {
    const { jobs, ended: ends, logs, events } = await told.twice;
    expect({ jobs, ends }).toEqual({ jobs: 2, ends: ['Complete', 'Complete'] });
    const [first, second, ...more] = made(events, 'K6');
    expect(more).toEqual([]);
    const of = (type: string, before?: bigint): string[] => events.filter((event) => event.type === type && event.kind !== 'K6' && (before === undefined || event.version < before)).map(({ uid }) => uid);
    const begun = second?.version ?? 0n;
    // Initializer, two runners and a starter, each a Job and a pod, and the collected logs.
    expect(of('ADDED', begun).length).toBeGreaterThanOrEqual(8);
    expect(of('DELETED', begun).toSorted()).toEqual(of('ADDED', begun).toSorted());
    expect(events).toContainEqual(expect.objectContaining({ type: 'DELETED', kind: 'K6', uid: first?.uid }));
    expect(logs.filter((text) => /deleting the last K6 \S+\/twice and all it made\n[^]* created\n/.test(text))).toHaveLength(1);
    for (const text of logs) expect(text).toContain('Passed, exit code 0');
  });

  it('begins no second run while one is on, and is deleted with the run stopped and nothing left', async () => {
    const { created, job, more, listed, runs, deleted, left, status } = await told.overlap;
    expect(created).toContain('configmap/long-schedule-script applied');
    expect({ jobs: [job?.status?.active, ...more], runs: runs.length }).toEqual({ jobs: [1], runs: 1 });
    expect(listed).toMatch(/long .*Running/);
    expect(deleted).toContain('cronjob.batch/long deleted');
    expect(left).toBe('');
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped' });
  });

  it('makes no run while it is suspended but the one that is triggered, and makes up for a time just missed when it is resumed', async () => {
    const { triggered, listed, whileHeld, after } = await told.suspended;
    expect(listed).toMatch(/held +\*\/1 \* \* \* \* .*Suspended/);
    expect(whileHeld).toEqual([triggered]);
    expect(after).toEqual(['Complete', 'Complete']);
  });
});
