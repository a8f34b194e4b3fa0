import { describe, expect, it } from '@jest/globals';
import { noPaint } from '../../../plugin/output/paint.ts';
import { numbersText, outcomeText, progressText, timed } from '../../../plugin/run/progress.ts';
import { aCondition, aStoredRun, at, now, started, unstarted } from '../../builders/run.ts';
import { numbers, over } from '../view/runs.ts';

const env = { LANG: 'C.UTF-8' };

describe('what is told of a run on its way', () => {
  it('is one line, the verdict first', () => {
    expect(progressText(aStoredRun({}, { status: unstarted() }), noPaint)).toBe('Starting: for a test');
    expect(progressText(aStoredRun({}, { status: started() }), noPaint)).toBe('Running: for a test');
    expect(progressText(aStoredRun({ stop: true }, { status: started() }), noPaint)).toMatch(/^Stopping/);
  });

  it('is one more line with its numbers while it is on, and not when they are final', () => {
    const line = (status: Parameters<typeof started>[0]): string => numbersText(aStoredRun({}, { status: started(status) }), noPaint);
    expect(line({ summary: numbers() })).toBe('Running: 10 VUs, 100 iterations (12.3/s), 200 requests (24.7/s), 1.23% failed, p95 148.21ms');
    expect(line({ summary: { time: at(-2), final: false, source: 'Stream', runnersReported: 0, vus: 3 } })).toBe('Running: 3 VUs');
    expect([line({}), line({ summary: numbers({ final: true }) }), numbersText(aStoredRun({}, { status: over({ summary: numbers() }) }), noPaint)]).toEqual(['', '', '']);
  });

  it('has its time before it', () => {
    expect([timed(0, 'a'), timed(75_400, 'b'), timed(3_600_000, 'c')]).toEqual(['   0s  a', '1m15s  b', '   1h  c']);
  });
});

describe('what is told of a run at its end', () => {
  it('is verdict, reason, figures, and each runner that failed', () => {
    const status = {
      stage: 'finished', result: 'Failed', exitCode: 107, finishedAt: at(20), start: { time: at(-10), skewMilliseconds: 3.14 },
      runners: { total: 4, ready: 0, running: 0, succeeded: 3, failed: 1, readyTotal: '0/4' },
      failures: [{ runner: 2, reason: 'ScriptException', exitCode: 107, message: 'the script threw' }],
      conditions: [aCondition('Finished', 'True'), aCondition('Passed', 'False', { reason: 'ScriptException', message: '1 of 4 runners failed' })],
    } as const;
    const run = aStoredRun({}, { status: { ...status, failures: [...status.failures], conditions: [...status.conditions] } });
    expect(outcomeText(run, now, { paint: noPaint, env }).split('\n')).toEqual([
      `✗ Failed  k6/${run.metadata.name} in namespace ${run.metadata.namespace}, exit code 107`,
      '  ScriptException: 1 of 4 runners failed',
      '  4 runners, ran 30s, start skew 3.1ms',
      '  runner 2: ScriptException: the script threw',
    ]);
  });
});
