import { describe, expect, it } from '@jest/globals';
import { barrierFailure, isGone, isReady, isStarted, laggards, observe, pollDelay, type View } from '../../starter/barrier.ts';

function seen(runner: number, ...statuses: (number | string)[]): View {
  const none: View = { target: { runner, ip: '10.0.0.1' }, polls: 0 };
  return statuses.reduce<View>((view, one, at) => observe(view, typeof one === 'number' ? { status: one } : { error: one }, at * 1000), none);
}

describe('the barrier', () => {
  it.each([0, 1, 2, 3])('is closed while a runner says %i', (status) => {
    expect([isReady(seen(1, status)), isStarted(seen(1, status))]).toEqual([false, false]);
  });

  it('opens at 4, PausedBeforeRun', () => {
    expect(isReady(seen(1, 1, 4))).toBe(true);
  });

  it.each([5, 6, 7, 8, 9, 10, 11])('counts a runner that says %i as started', (status) => {
    expect(isStarted(seen(1, status))).toBe(true);
  });

  it('does not believe a status after which the runner went silent', () => {
    expect(isReady(seen(1, 4, 'ECONNREFUSED'))).toBe(false);
    expect(isStarted(seen(1, 7, 'ECONNREFUSED'))).toBe(false);
  });

  it('names each laggard with its last status and error', () => {
    expect(laggards([seen(1, 4), seen(2, 1), seen(3, 'refused'), seen(4, 4, 'reset'), seen(5, 7)])).toEqual([
      { runner: 2, status: 1 }, { runner: 3, error: 'refused' }, { runner: 4, status: 4, error: 'reset' },
    ]);
  });

  it('takes a runner for gone that answered once and then refused a connection, or was silent for 20 s, and none that never answered', () => {
    expect(isGone(seen(1, 4, 'connect ECONNREFUSED'), 1000)).toBe(true);
    expect(isGone(seen(1, 4, 'no answer'), 19_000)).toBe(false);
    expect(isGone(seen(1, 4, 'no answer', 'no answer'), 21_000)).toBe(true);
    expect(isGone(seen(1, 4, 'no answer'), 4000, 3000)).toBe(true);
    expect(isGone(seen(1, 4, 'connect ECONNREFUSED', 1), 60_000)).toBe(false);
    expect(isGone(seen(1, 'connect ECONNREFUSED'), 60_000)).toBe(false);
  });

  it('says whether the laggards were slow or had ended', () => {
    expect(barrierFailure([seen(1, 4), seen(2, 1, 'refused')], 30_000)).toMatchObject({ reason: 'RunnerFailed', message: expect.stringMatching(/1 of 2 runners.*: 2$/) });
    expect(barrierFailure([seen(1, 1), seen(2, 1, 'refused')], 10_000)).toMatchObject({ reason: 'BarrierTimeout', message: expect.stringMatching(/2 of 2 runners.*: 1, 2$/) });
  });
});

describe('the looks at a runner', () => {
  it('come after 200 ms at first and after 1 s in the end, each spread by a fifth', () => {
    expect(pollDelay(0, 0)).toBeCloseTo(180);
    expect(pollDelay(0, 1)).toBeCloseTo(220);
    expect(pollDelay(100, 0)).toBeCloseTo(900);
    expect(pollDelay(100, 1)).toBeCloseTo(1100);
  });
});
