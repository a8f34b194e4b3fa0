import { describe, expect, it } from '@jest/globals';
import type { RunStatus, ThresholdStatus } from '../../../api/status.ts';
import type { Judgement } from '../../../api/summary/merged.ts';
import { plan } from '../../../controller/plan/plan.ts';
import { outcomeOf } from '../../../controller/plan/outcome.ts';
import { crossedThreshold, failedThresholds, leftUnjudged, thresholdText } from '../../../controller/plan/thresholds.ts';
import { at, started } from '../../builders/run.ts';
import { aContext, anEnded, aRunning, copies } from '../../builders/world.ts';

const abort: ThresholdStatus = { metric: 'errors', expression: 'count<80', abortOnFail: true, state: 'Failed', ok: false, observed: 81 };
const streaming: RunStatus = started({ script: { streamOutput: 'opentelemetry' }, thresholds: [{ ...abort, state: 'Pending' }] });

function judgement(thresholds: ThresholdStatus[], runnersReported = 2): Judgement {
  return { thresholds, summary: { time: at(0), final: false, source: 'Stream', runnersReported } };
}

describe('a threshold that ends the run', () => {
  it('does so as soon as it fails on all runners together, and says how', () => {
    const context = aContext({ runners: copies(2, aRunning()), before: streaming, live: judgement([abort]) });
    expect(crossedThreshold(context)).toEqual({ reason: 'ThresholdsFailed', message: 'errors: count<80 is 81; it has abortOnFail, so all runners are stopped' });
    const { status, actions } = plan(context);
    expect(actions).toEqual([]);
    expect(status.conditions).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'Passed', status: 'False', reason: 'ThresholdsFailed' })]));
    expect(status.thresholds).toEqual([abort]);
  });

  it('waits until its delay is over, and never ends what is only indeterminate', () => {
    for (const threshold of [{ ...abort, delayAbortEval: '11s' }, { ...abort, state: 'Indeterminate' as const }, { ...abort, abortOnFail: false }]) {
      expect(crossedThreshold(aContext({ runners: copies(2, aRunning()), before: streaming, live: judgement([threshold]) }))).toBeUndefined();
    }
    expect(crossedThreshold(aContext({ runners: copies(2, aRunning()), before: streaming, live: judgement([{ ...abort, delayAbortEval: '9s' }]) }))).toBeDefined();
  });

  it('is one runner\'s own where nothing is streamed, once the others go on without it', () => {
    const before = started({ script: { streamFault: 'no output' }, thresholds: [{ ...abort, state: 'Pending' }] });
    const early = anEnded(99, 'ThresholdsFailed', { endedAt: at(-6) });
    expect(crossedThreshold(aContext({ runners: [early, aRunning()], before }))?.message).toContain('runner 1');
    expect(crossedThreshold(aContext({ runners: [{ ...early, endedAt: at(-2) }, aRunning()], before }))).toBeUndefined();
    expect(crossedThreshold(aContext({ runners: [early, anEnded(0)], before }))).toBeUndefined();
    expect(crossedThreshold(aContext({ runners: [early, aRunning()], before: { ...before, thresholds: [] } }))).toBeUndefined();
  });
});

describe('the outcome of thresholds', () => {
  const held: ThresholdStatus = { metric: 'checks', expression: 'rate>0.9', state: 'Passed', ok: true, observed: 0.95 };

  it('is that of the merged metrics, whatever code a runner ended with', () => {
    expect(outcomeOf([anEnded(0), anEnded(0)], undefined, { thresholds: [held, abort] })).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99, message: 'errors: count<80 is 81' });
    expect(outcomeOf([anEnded(99, 'ThresholdsFailed'), anEnded(0)], undefined, { thresholds: [held] })).toMatchObject({ result: 'Passed', exitCode: 0 });
  });

  it('gives way to a runner that failed by itself', () => {
    expect(outcomeOf([anEnded(107, 'ScriptException'), anEnded(0)], undefined, { thresholds: [abort] })).toMatchObject({ result: 'Failed', exitCode: 107 });
    const verdict = { reason: 'ThresholdsFailed', message: 'x' } as const;
    expect(outcomeOf([anEnded(103, 'StoppedByUser'), anEnded(103, 'StoppedByUser')], verdict, { thresholds: [abort] })).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
    expect(outcomeOf([anEnded(103, 'StoppedByUser'), anEnded(107, 'ScriptException')], verdict, {})).toMatchObject({ result: 'Failed', exitCode: 107 });
  });

  it('says how many held', () => {
    expect(outcomeOf([anEnded(0)], undefined, { thresholds: [held] }).message).toBe('every runner ended with exit code 0, and the threshold holds on all of them together');
    expect(outcomeOf([anEnded(0)], undefined, { thresholds: [held, held] }).message).toContain('all 2 thresholds hold');
  });

  it('is a failure where nobody could judge them: a pass that nobody saw is none', () => {
    const context = aContext({ runners: copies(2, anEnded(0)), before: { ...streaming, stage: 'stopped' }, summary: 'present', judgement: judgement([{ ...abort, state: 'Pending' }], 0) });
    expect(leftUnjudged(context)).toBe(true);
    expect(plan(context).status).toMatchObject({ result: 'Failed', stage: 'finished' });
    expect(plan(context).status.exitCode).toBeUndefined();
    expect(leftUnjudged(aContext({ before: streaming, judgement: judgement([], 1) }))).toBe(false);
    expect(leftUnjudged(aContext({ before: started({ thresholds: [] }) }))).toBe(false);
  });

  it('names a few of many, and the bound where that decides', () => {
    expect(failedThresholds([held])).toBeUndefined();
    expect(failedThresholds(copiesOf(5))).toMatch(/^errors: count<80 is 81; .* and 2 more$/);
    expect(thresholdText({ ...held, state: 'Indeterminate', errorBound: { low: 0.89, high: 0.91 } })).toBe('checks: rate>0.9 is 0.95, which lies between 0.89 and 0.91');
  });

  const copiesOf = (count: number): ThresholdStatus[] => Array.from({ length: count }, () => abort);
});
