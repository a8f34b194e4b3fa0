import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../api/spec.ts';
import { aStoredRun } from '../builders/run.ts';
import type { FakeCluster } from './simulation/cluster.ts';
import { walk, type Walk, type WalkOptions } from './simulation/walk.ts';

interface End {
  status: unknown;
  made: string[];
  summary: string[];
}

/** What must be the same however often the controller was killed; times may differ. */
function endOf({ status, cluster }: Walk): End {
  const { stage, result, exitCode, runners, failures, conditions = [] } = status;
  return {
    status: { stage, result, exitCode, runners, failures, conditions: conditions.map(({ type, status: value, reason, message }) => [type, value, reason, message]) },
    made: cluster.made.toSorted(),
    summary: Object.keys(cluster.configMaps.get('k6-sample-summary')?.data ?? {}),
  };
}

const stop = (seconds: number, cluster: FakeCluster): void => {
  const run = cluster.runs.get('k6-sample');
  if (seconds === 10 && run) cluster.put(cluster.runs, { ...run, spec: { ...run.spec, stop: true } });
};

const lives: [string, Partial<RunSpec>, WalkOptions][] = [
  ['passes', {}, {}],
  ['does without a starter', { paused: 'false', initializer: { disabled: true } }, {}],
  ['is stopped', {}, { runners: { runs: 60_000 }, meanwhile: stop }],
  ['is stopped before its start', {}, { runners: { startsAfter: 30_000 }, meanwhile: stop }],
  ['fails by thresholds', {}, { runners: (index) => ({ exitCode: index === 2 ? 99 : 0 }) }],
  ['throws', {}, { runners: (index) => (index === 2 ? { runs: 2000, exitCode: 107 } : { runs: 60_000 }) }],
  ['loses a runner', {}, { runners: (index) => ({ runs: 60_000, ...(index === 2 ? { mishap: { after: 3000, what: 'oom' as const } } : {}) }) }],
  ['loses a Job and goes on', { runnerLossPolicy: 'Continue' }, { runners: (index) => (index === 2 ? { mishap: { after: 3000, what: 'delete job' as const } } : {}) }],
  ['cannot be loaded', {}, { initializer: { exitCode: 107, report: 'SyntaxError' } }],
  ['is late', { startDeadlineSeconds: 20 }, { runners: { stuck: 'image' } }],
  ['is overdue', { activeDeadlineSeconds: 10 }, { runners: { runs: 600_000 } }],
  ['is cleaned up', { cleanup: 'post' }, { stays: 10 }],
];

describe('a controller that is killed after any of its calls', () => {
  it.each(lives)('brings a run that %s to the same end', async (_what, spec, options) => {
    const again = (killAfter: number): Promise<Walk> => walk(aStoredRun({ parallelism: 3, ...spec }), { ...options, faults: { killAfter } });
    const undisturbed = await again(0);
    for (let call = 1; call <= undisturbed.cluster.calls; call++) {
      const disturbed = await again(call);
      expect({ call, ...endOf(disturbed) }).toEqual({ call, ...endOf(undisturbed) });
      expect(disturbed.node.runnersStarted()).toEqual(undisturbed.node.runnersStarted());
    }
  });
});
