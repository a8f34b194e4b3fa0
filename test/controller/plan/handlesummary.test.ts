import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../controller/plan/plan.ts';
import { at, started } from '../../builders/run.ts';
import { aContext, anEnded, aRunning, aWaiting, copies, type ContextParts } from '../../builders/world.ts';

const judgement = { thresholds: [], summary: { time: at(-5), final: true, source: 'Summaries' as const, runnersReported: 2 } };
const collected: ContextParts = { runners: copies(2, anEnded(0)), before: started({ stage: 'stopped' }), summary: 'present', judgement, handleSummary: 'due' };

describe('the script\'s own handleSummary()', () => {
  it('is called once the summaries are merged, before the run is finished', () => {
    const { actions, status } = plan(aContext(collected));
    expect(actions).toMatchObject([{ do: 'create-job', role: 'summary', job: { metadata: { name: 'k6-sample-summary' } } }]);
    expect(status).toMatchObject({ stage: 'stopped', summary: judgement.summary });
    expect(status.result).toBeUndefined();
  });

  it('is waited for while it runs', () => {
    expect(plan(aContext({ ...collected, summarizer: aRunning() })).actions).toEqual([]);
  });

  it('has what it printed kept, however it ended', () => {
    for (const summarizer of [anEnded(0), anEnded(107, 'ScriptException')]) {
      expect(plan(aContext({ ...collected, summarizer })).actions).toMatchObject([{ do: 'keep-handled', pod: { name: 'pod' } }]);
    }
  });

  it('is done without where its pod never gets to run', () => {
    const late = { ...judgement, summary: { ...judgement.summary, time: at(-121) } };
    expect(plan(aContext({ ...collected, summarizer: aWaiting('Unschedulable') })).actions).toEqual([]);
    expect(plan(aContext({ ...collected, judgement: late, summarizer: aWaiting('Unschedulable') })).actions).toMatchObject([{ do: 'keep-handled', message: expect.stringContaining('Unschedulable') }]);
  });

  it('changes nothing about the result', () => {
    const { status } = plan(aContext({ ...collected, handleSummary: 'done', summarizer: anEnded(107, 'ScriptException') }));
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed', exitCode: 0 });
  });
});
