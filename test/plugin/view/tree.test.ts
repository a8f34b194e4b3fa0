import { describe, expect, it } from '@jest/globals';
import type { Job, Pod } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { noPaint } from '../../../plugin/output/paint.ts';
import { glyphsFor, progressLine, runText } from '../../../plugin/output/runtext.ts';
import type { RunObjects } from '../../../plugin/view/children.ts';
import { runView } from '../../../plugin/view/tree.ts';
import { aPod, aRunnerJob, aStarterJob, anEvent, ended, evicted, oomKilled, running, unschedulable } from '../../builders/children.ts';
import { now, started } from '../../builders/run.ts';
import { numbers, over, shownRun } from './runs.ts';

const utf8 = glyphsFor({});

/** The run with a Job and, where `end` makes one, a pod for each of its runners. */
function objects(run: Run, pods: ((pod: Pod) => Pod)[], more: Partial<RunObjects> = {}): RunObjects {
  const jobs: Job[] = pods.map((_, at) => aRunnerJob(run, at + 1));
  return { run, jobs, pods: jobs.map((job, at) => pods[at]?.(aPod(job)) ?? aPod(job)), events: [], ...more };
}

function text(given: RunObjects, whole = false): string[] {
  return runText(runView(given, { now, whole }), noPaint, utf8).split('\n');
}

describe('a run on the screen', () => {
  it('says the verdict first, then why, then what the runners and their pods did', () => {
    const run = shownRun(over({ result: 'ThresholdsFailed', exitCode: 99, runners: { total: 2, ready: 0, running: 0, succeeded: 1, failed: 1, readyTotal: '0/2' } }));
    expect(text(objects(run, [(pod) => ended(pod, 0), (pod) => ended(pod, 99)]))).toEqual([
      '✗ ThresholdsFailed  k6/k6-sample in namespace default, exit code 99',
      '  ThresholdsFailed: a threshold failed',
      '',
      'Created   2026-11-23T11:58:00Z (2m ago)',
      'Started   2026-11-23T11:58:30Z (1m30s ago)',
      'Skew      3.3ms',
      'Ran       1m',
      'Runners   2 in all, 1 succeeded, 1 failed',
      'Script    configmap/k6-test test.js',
      '',
      '├─ runner 1                   Passed',
      '│  └─ pod/k6-sample-1-x7k2p   Succeeded          on node-1',
      '└─ runner 2                   ThresholdsFailed   ended with exit code 99: a threshold failed',
      '   └─ pod/k6-sample-2-x7k2p   Failed             on node-1',
    ]);
  });

  it('shows below the verdict how the thresholds stand and what was measured, and what is missing from that', () => {
    const thresholds = [
      { metric: 'http_req_duration', expression: 'p(95)<148', state: 'Indeterminate' as const, ok: false, observed: 148.21, errorBound: { low: 147.9, high: 148.6 } },
      { metric: 'http_req_failed', expression: 'rate<0.1', state: 'Passed' as const, ok: true, observed: 0.0123 },
      { metric: 'http_reqs', expression: 'rate>20', state: 'Failed' as const, ok: false, observed: 12.5 },
      { metric: 'data_received', expression: 'count<1000', state: 'Failed' as const, ok: false, observed: 1_234_567 },
      { metric: 'mine', expression: 'avg<1', state: 'Pending' as const },
    ];
    const run = shownRun(started({ thresholds, summary: numbers({ runnersReported: 1, notes: ['a note'] }) }));
    const lines = text(objects(run, [running, running]));
    expect(lines.slice(2, lines.indexOf('Created   2026-11-23T11:58:00Z (2m ago)'))).toEqual([
      '',
      '± http_req_duration   p(95)<148    148.21ms lies in 147.9ms–148.6ms, too close to call: counted as failed',
      '✓ http_req_failed     rate<0.1     1.23%',
      '✗ http_reqs           rate>20      12.5/s',
      '✗ data_received       count<1000   1.2 MB',
      '◌ mine                avg<1',
      '',
      'Numbers      not final, of 1 runner, 2s ago',
      'VUs          10',
      'Iterations   100 (12.3/s)',
      'Requests     200 (24.7/s), 1.23% failed, p95 148.21ms',
      'Checks       97 passed, 3 failed',
      'Data         1.2 MB received, 12 kB sent',
      'note: a note',
      '',
    ]);
  });

  it('counts thresholds that hold where there are many, and shows all of them when asked', () => {
    const thresholds = Array.from({ length: 30 }, (_, at) => ({ metric: `m${at}`, expression: 'avg<1', state: at === 7 ? 'Failed' as const : 'Passed' as const, ok: at !== 7, observed: at }));
    const given = objects(shownRun(started({ thresholds })), [running]);
    expect(text(given).slice(2, 5)).toEqual(['', '✗ m7   avg<1   7', '29 more thresholds: see -o wide']);
    expect(text(given, true).filter((line) => line.includes('avg<1'))).toHaveLength(30);
  });

  it('says of each runner what keeps it or made an end of it', () => {
    const run = shownRun(started(), { parallelism: 4 });
    const lines = text(objects(run, [running, unschedulable, oomKilled, evicted])).filter((line) => line.includes('runner '));
    expect(lines).toEqual([
      expect.stringMatching(/runner 1 +Running$/),
      expect.stringMatching(/runner 2 +Waiting +Unschedulable: 0\/3 nodes are available/),
      expect.stringMatching(/runner 3 +Lost +OOMKilled: it used more memory than its limit/),
      expect.stringMatching(/runner 4 +Lost +Evicted: The node was low on resource: memory/),
    ]);
  });

  it('tells from events why a Job has no pod', () => {
    const run = shownRun(started());
    const job = aRunnerJob(run, 1);
    const event = { ...anEvent('FailedCreate', 'pods "x" is forbidden: exceeded quota: q'), involvedObject: { uid: job.metadata?.uid ?? '' } };
    expect(text({ run, jobs: [job], pods: [], events: [event] }).join('\n')).toContain('QuotaExceeded: pods "x" is forbidden: exceeded quota: q');
  });

  it('shows nothing of an earlier run with the same name', () => {
    const old = shownRun(started());
    const run = { ...old, metadata: { ...old.metadata, uid: 'another' } };
    const { jobs, pods } = objects(old, [running, running]);
    expect(text({ run, jobs, pods, events: [] }).filter((line) => line.includes('pod/'))).toEqual([]);
  });

  it('shows what was noted of runners whose Jobs are gone', () => {
    const run = shownRun(over({ result: 'Failed', failures: [{ runner: 2, reason: 'NodeLost', message: 'its node went away' }] }));
    expect(text({ run, jobs: [], pods: [], events: [] }).slice(-2)).toEqual([expect.stringMatching(/runner 1 +Gone/), expect.stringMatching(/runner 2 +Failed +NodeLost: its node went away/)]);
  });

  it('does not say that a runner whose pod was deleted never started', () => {
    const run = shownRun(over({ result: 'Failed', failures: [{ runner: 1, reason: 'RunnerDeleted', message: 'its pod was deleted' }] }));
    const jobs = [1, 2].map((index) => aRunnerJob(run, index)).map((job) => ({ ...job, spec: { ...job.spec, suspend: true } }) as Job);
    const lines = text({ run, jobs, pods: [], events: [] });
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/runner 1 +Failed +RunnerDeleted: its pod was deleted$/), expect.stringMatching(/runner 2 +Withdrawn/)]);
  });

  it('shows the starter behind the runners', () => {
    const run = shownRun(started());
    const given = objects(run, [running, running]);
    const starter = aStarterJob(run);
    const lines = text({ ...given, jobs: [starter, ...given.jobs], pods: [...given.pods, ended(aPod(starter), 0)] });
    expect(lines.at(-2)).toMatch(/^└─ starter +Passed/);
  });

  it('makes one line of many runners that do the same, but for those in trouble, and all of them when asked', () => {
    const run = shownRun(started(), { parallelism: 30 });
    const given = objects(run, Array.from({ length: 30 }, (_, at) => (at === 6 ? oomKilled : running)));
    const lines = text(given).filter((line) => line.includes('runner'));
    expect(lines).toEqual([
      expect.stringMatching(/runners 1-6 +Running$/), expect.stringMatching(/runner 7 +Lost/), expect.stringMatching(/runners 8-30 +Running$/),
    ]);
    expect(text(given, true).filter((line) => /runner \d/.test(line))).toHaveLength(30);
  });

  it('is one line for a log', () => {
    const view = runView(objects(shownRun(started({ runners: { total: 2, ready: 2, running: 2, succeeded: 0, failed: 0, readyTotal: '2/2' } })), []), { now, whole: false });
    expect(progressLine(view)).toBe('k6/k6-sample Running | 2 in all, 2 running, 2 ready | RunnersRunning: for a test');
  });
});

describe('glyphsFor', () => {
  it('keeps to ASCII where the locale is not UTF-8', () => {
    expect(glyphsFor({ LANG: 'de_DE.UTF-8' }).branch).toBe('├─ ');
    expect(glyphsFor({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }).branch).toBe('|- ');
  });
});
