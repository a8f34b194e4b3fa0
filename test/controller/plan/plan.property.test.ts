import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { labels } from '../../../api/labels.ts';
import { reasons, type Reason } from '../../../api/reasons.ts';
import { stages, thresholdStates, type RunnerFailure, type RunStatus } from '../../../api/status.ts';
import type { Judgement } from '../../../api/summary/merged.ts';
import type { ChildState } from '../../../controller/observe/state.ts';
import { plan } from '../../../controller/plan/plan.ts';
import type { Action, Context } from '../../../controller/plan/types.ts';
import { verdictOf } from '../../../controller/plan/verdict.ts';
import { isTrue } from '../../../controller/status/conditions.ts';
import { isFinal } from '../../../controller/status/next.ts';
import type { World } from '../../../controller/world.ts';
import { aStoredRun, at, judged, now, settings, started, unstarted } from '../../builders/run.ts';

const reason = fc.constantFrom(...(Object.keys(reasons) as Reason[]));
const pod = { name: 'p', uid: 'u' };
const codes = fc.constantFrom(0, 1, 99, 100, 103, 105, 107, 126, 127, 137, 255);

const child: fc.Arbitrary<ChildState> = fc.oneof(
  fc.constant<ChildState>({ phase: 'absent' }),
  fc.record({ phase: fc.constant('waiting' as const), reason, message: fc.string(), hopeless: fc.boolean() }),
  fc.record({ phase: fc.constant('running' as const), ready: fc.boolean(), pod: fc.constant(pod), ip: fc.constant('10.0.0.1'), startedAt: fc.constant(at(-5)) }, { requiredKeys: ['phase', 'ready', 'pod'] }),
  fc.record(
    {
      phase: fc.constant('ended' as const), exitCode: codes, reason, message: fc.string(), lost: fc.boolean(), withdrawn: fc.boolean(), pod: fc.constant(pod),
      podLingers: fc.boolean(), report: fc.constantFrom('"totalDuration":"1s","maxVUs":3}', '{"ok":true,"action":"start","skewMilliseconds":2}', '{"ok":false,"action":"teardown","reason":"TeardownFailed"}', 'noise'), endedAt: fc.constant(at(-3)),
    },
    { requiredKeys: ['phase', 'reason', 'message', 'lost', 'withdrawn', 'podLingers'] },
  ).map(({ reason: why, ...end }) => (end.exitCode === 0 ? { ...end, lost: false, withdrawn: false } : { ...end, reason: why })),
);

const spec = fc.record({
  parallelism: fc.constant(3), paused: fc.constantFrom('true', 'false'), stop: fc.boolean(), initializer: fc.record({ disabled: fc.boolean() }),
  runnerLossPolicy: fc.constantFrom('Fail' as const, 'Continue' as const), startDeadlineSeconds: fc.constantFrom(5, 600), activeDeadlineSeconds: fc.constantFrom(5, 600),
  ttlSecondsAfterFinished: fc.constantFrom(0, 60, 90 * 24 * 3600), cleanup: fc.constant('post' as const), setup: fc.constantFrom('PerRunner' as const, 'Once' as const), arguments: fc.constantFrom('', '--vus 3', 'stray', '"open'),
}, { requiredKeys: ['parallelism', 'initializer'] });

const threshold = fc.record({
  metric: fc.constant('checks'), expression: fc.constant('rate>0.9'), state: fc.constantFrom(...thresholdStates), abortOnFail: fc.boolean(), ok: fc.boolean(), observed: fc.double({ noNaN: true }),
}, { requiredKeys: ['metric', 'expression', 'state'] });
const judgement: fc.Arbitrary<Judgement> = fc.record({
  thresholds: fc.array(threshold, { maxLength: 2 }),
  summary: fc.record({ time: fc.constant(at(-3)), final: fc.boolean(), source: fc.constant('Summaries' as const), runnersReported: fc.nat(3) }),
});

const world: fc.Arbitrary<World> = fc.record({
  run: spec.map((given) => aStoredRun(given)), total: fc.constant(3), runners: fc.array(child, { minLength: 3, maxLength: 3 }),
  initializer: child, starter: child, stopper: child, teardown: child, summarizer: child, foreign: fc.constantFrom([], ['Job "k6-sample-1" of K6 "x"']),
  summary: fc.constantFrom('absent' as const, 'present' as const, 'unavailable' as const), scriptFault: fc.constant('no such ConfigMap'),
  initializerLog: fc.constantFrom('', 'noise', 'k6-operator-fact outputs=opentelemetry\n{\n"thresholds": {"checks": ["rate>0.9"]}\n}\n'),
  live: judgement, judgement, handleSummary: fc.constantFrom('due' as const, 'done' as const),
}, { requiredKeys: ['run', 'total', 'runners', 'initializer', 'starter', 'stopper', 'teardown', 'summarizer', 'foreign', 'summary'] });

const stage = fc.constantFrom('initialization' as const, 'initialized' as const, 'created' as const);
const failures = fc.constantFrom<RunnerFailure[]>([], [{ runner: 1, reason: 'ThresholdsFailed', exitCode: 99, message: 'x' }], [{ runner: 2, reason: 'Evicted', message: 'y' }]);

const before: fc.Arbitrary<RunStatus> = fc.oneof(
  fc.constant({}),
  fc.tuple(stage, failures).map(([given, listed]) => unstarted({ stage: given, failures: listed })),
  failures.map((listed) => started({ failures: listed })),
  fc.array(threshold, { maxLength: 2 }).map((thresholds) => started({ thresholds, script: { streamOutput: 'opentelemetry' } })),
  fc.tuple(stage, fc.constantFrom(-1, -200, -2000)).map(([given, seconds]) => judged(unstarted({ stage: given }), {}, seconds)),
  fc.tuple(reason, fc.constantFrom(-1, -200, -2000)).map(([given, seconds]) => judged(started(), { reason: given }, seconds)),
  fc.constantFrom<RunStatus>({ stage: 'finished', finishedAt: at(-60) }, { stage: 'error', finishedAt: at(-60) }, { stage: 'finished' }),
);

const context: fc.Arbitrary<Context> = fc.record({ world, before, settings: fc.constant(settings), now: fc.constant(now) });

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function holds(test: (given: Context) => void): void {
  fc.assert(fc.property(context, (given) => test(frozen(given))), { numRuns: 600 });
}

function stageOf({ stage: given }: RunStatus): number {
  return given === undefined ? -1 : stages.indexOf(given);
}

function made({ actions }: { actions: Action[] }, role: string): Extract<Action, { do: 'create-job' }>[] {
  return actions.filter((action) => action.do === 'create-job').filter((action) => action.role === role);
}

describe('whatever the children of a run look like, a plan', () => {
  it('is made, is the same each time, and changes nothing that it was made from', () => {
    holds((given) => expect(plan(given)).toEqual(plan(structuredClone(given))));
  });

  it('never takes the stage back', () => {
    holds((given) => expect(stageOf(plan(given).status)).toBeGreaterThanOrEqual(stageOf(given.before)));
  });

  it('leaves the status of a run that is over as it is', () => {
    holds((given) => {
      if (isFinal(given.before)) expect(plan(given).status).toEqual(given.before);
    });
  });

  it('does something, looks again, or waits for what a watch will tell', () => {
    holds((given) => {
      const { actions, again, status } = plan(given);
      if (isFinal(status) && !isFinal(given.before)) expect(again).toBe(0);
      const watched = given.world.runners.some(({ phase }) => phase === 'running' || phase === 'waiting');
      expect(isFinal(status) || actions.length > 0 || again !== undefined || watched).toBe(true);
    });
  });

  it('never takes back that the run started', () => {
    holds((given) => {
      if (isTrue(given.before, 'Started')) expect(isTrue(plan(given).status, 'Started')).toBe(true);
    });
  });

  it('asks for no timer that the platform cannot set', () => {
    holds((given) => {
      const { again = 0 } = plan(given);
      expect(again >= 0 && again < 2 ** 31).toBe(true);
    });
  });

  it('keeps a recorded verdict until the end', () => {
    holds((given) => {
      const { status } = plan(given);
      if (verdictOf(given.before) && !isFinal(status)) expect(verdictOf(status)).toEqual(verdictOf(given.before));
    });
  });

  it('records a verdict before it ends anything because of it', () => {
    holds((given) => {
      if (isFinal(given.before) || verdictOf(given.before) || isTrue(given.before, 'Started')) return;
      const { actions, status } = plan(given);
      const ends = actions.filter((action) => action.do === 'suspend-job' || action.do === 'terminate-pod');
      expect(isFinal(status) ? [] : ends).toEqual([]);
    });
  });

  it('makes only children that this run owns and that are not there', () => {
    holds((given) => {
      const { world: { run, runners } } = given;
      for (const { job, role } of plan(given).actions.filter((action) => action.do === 'create-job')) {
        expect(job.metadata?.ownerReferences).toEqual([expect.objectContaining({ uid: run.metadata.uid, controller: true })]);
        expect(job.metadata?.name).toMatch(/^k6-sample-(\d+|starter|stopper|initializer|teardown|summary)$/);
        const index = Number(job.metadata?.labels?.[labels.runnerIndex] ?? 0);
        const there = role === 'runner' ? runners[index - 1] : role === 'summary' ? given.world.summarizer : given.world[role];
        expect(there).toEqual({ phase: 'absent' });
      }
    });
  });

  it('makes no runner and no starter once the run started or is being ended', () => {
    holds((given) => {
      if (!verdictOf(given.before) && !isTrue(given.before, 'Started')) return;
      const decided = plan(given);
      expect([...made(decided, 'runner'), ...made(decided, 'starter'), ...made(decided, 'initializer')]).toEqual([]);
    });
  });

  it('starts only when every runner is running, and all of them', () => {
    holds((given) => {
      const shots = made(plan(given), 'starter');
      if (shots.length === 0) return;
      expect(given.world.runners.every(({ phase }) => phase === 'running')).toBe(true);
      const env = shots[0]?.job.spec?.template.spec?.containers[0]?.env ?? [];
      expect(env.find(({ name }) => name === 'K6_TARGETS')?.value).toBe('1=10.0.0.1 2=10.0.0.1 3=10.0.0.1');
    });
  });

  it('has a reason of the list and words in every condition', () => {
    holds((given) => {
      for (const condition of plan(given).status.conditions ?? []) expect(Object.keys(reasons)).toContain(condition.reason);
    });
  });

  it('ends a run with a result, an end time, and no success that nobody had', () => {
    holds((given) => {
      const { status } = plan(given);
      if (!isFinal(status) || isFinal(given.before)) return;
      expect(status).toMatchObject({ result: expect.stringMatching(/^(Passed|ThresholdsFailed|Failed|Stopped)$/), finishedAt: at(0).replace('Z', '.000Z') });
      if (status.result === 'Passed') expect(given.world.runners.some((runner) => runner.phase === 'ended' && runner.exitCode === 0)).toBe(true);
      if (status.stage === 'error') expect(status.result).toBe('Failed');
      expect(isTrue(status, 'Finished')).toBe(true);
      expect(isTrue(status, 'Passed')).toBe(status.result === 'Passed');
    });
  });
});

describe('plan after plan, while the children change at random', () => {
  it('no stage goes back, no verdict flips and no failure is forgotten', () => {
    fc.assert(fc.property(fc.array(world, { minLength: 2, maxLength: 12 }), (worlds) => {
      let status: RunStatus = {};
      for (const [pass, next] of worlds.entries()) {
        const { status: after } = plan({ world: next, before: status, settings, now: now + pass * 1000 });
        expect(stageOf(after)).toBeGreaterThanOrEqual(stageOf(status));
        expect(after.failures ?? []).toEqual(expect.arrayContaining(status.failures ?? []));
        if (verdictOf(status) && !isFinal(after)) expect(verdictOf(after)).toEqual(verdictOf(status));
        if (isFinal(status)) expect(after).toEqual(status);
        status = after;
      }
    }), { numRuns: 300 });
  });

  it('comes to rest where nothing changes any more: the same status, with the same actions or none', () => {
    holds(({ world: still, before: first }) => {
      let status = first;
      for (let pass = 0; pass < 8; pass++) status = plan({ world: still, before: status, settings, now }).status;
      const again = plan({ world: still, before: status, settings, now });
      expect(again.status).toEqual(status);
    });
  });
});
