import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../controller/plan/plan.ts';
import { at, started } from '../../builders/run.ts';
import { aContext, aRunning, copies } from '../../builders/world.ts';

const live = { thresholds: [], summary: { time: at(0), final: false, source: 'Stream' as const, runnersReported: 2 } };
const streaming = started({ script: { streamOutput: 'opentelemetry' }, start: { time: at(-16) } });

describe('a run that is on', () => {
  it('is looked at every two seconds while its runners are heard, and seldom while not', () => {
    expect(plan(aContext({ runners: copies(2, aRunning()), before: streaming, live }))).toMatchObject({ again: 2000, status: { summary: live.summary } });
    expect(plan(aContext({ runners: copies(2, aRunning()), before: started() })).again).toBe(30_000);
  });

  it('says so where runners stream and nothing is heard of them, and no longer once it is', () => {
    const silent = plan(aContext({ runners: copies(2, aRunning()), before: streaming })).status;
    expect(silent.script).toEqual({ streamOutput: 'opentelemetry', streamFault: expect.stringContaining('nothing was heard') });
    expect(plan(aContext({ runners: copies(2, aRunning()), before: silent, live })).status.script).toEqual({ streamOutput: 'opentelemetry' });
  });

  it('says nothing of it in the first seconds, nor where nothing is streamed', () => {
    expect(plan(aContext({ runners: copies(2, aRunning()), before: { ...streaming, start: { time: at(-3) } } })).status.script).toEqual({ streamOutput: 'opentelemetry' });
    expect(plan(aContext({ runners: copies(2, aRunning()), before: started({ script: { streamFault: 'own' } }) })).status.script).toEqual({ streamFault: 'own' });
  });
});
