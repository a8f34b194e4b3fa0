import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { sleep } from '../../kube/clock.ts';
import { startDeadline, untilAborted } from '../../kube/deadline.ts';
import { ManualClock } from '../fakes/clock.ts';

describe('a deadline', () => {
  it('that passes says after how long', async () => {
    const { signal } = startDeadline('get jobs a/b', 20);
    await once(signal, 'abort');
    expect(signal.reason).toMatchObject({ kind: 'Timeout', message: 'get jobs a/b: no answer within 0.02 s' });
  });

  it('ends with its parent, also one that had ended before', () => {
    const reason = new Error('over');
    expect(startDeadline('x', 1000, AbortSignal.abort(reason)).signal.reason).toMatchObject({ kind: 'Aborted', cause: reason });
  });

  it('ends no more once it is cleared', () => {
    const parent = new AbortController();
    const deadline = startDeadline('x', 1000, parent.signal);
    deadline.clear();
    parent.abort();
    expect(deadline.signal.aborted).toBe(false);
  });

  it('without its timer still ends with its parent', () => {
    const parent = new AbortController();
    const deadline = startDeadline('x', 1000, parent.signal);
    deadline.stopTimer();
    parent.abort(new Error('over'));
    expect(deadline.signal.aborted).toBe(true);
  });
});

describe('waiting for a promise', () => {
  it('gives its result, or the signal’s reason if that comes first', async () => {
    const controller = new AbortController();
    expect(await untilAborted(Promise.resolve(1), controller.signal)).toBe(1);
    const never = untilAborted(new Promise(() => undefined), controller.signal);
    controller.abort(new Error('over'));
    await expect(never).rejects.toThrow('over');
  });

  it('that fails after the signal aborted harms nobody', async () => {
    await expect(untilAborted(Promise.reject(new Error('late')), AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  });
});

describe('a sleep', () => {
  it('lasts its time', async () => {
    const clock = new ManualClock();
    let awake = false;
    const sleeping = sleep(100, new AbortController().signal, clock).then(() => {
      awake = true;
    });
    clock.advance(99);
    await Promise.resolve();
    expect(awake).toBe(false);
    clock.advance(1);
    await sleeping;
  });

  it('ends at once when its signal aborts, and leaves no timer', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const sleeping = sleep(100, controller.signal, clock);
    controller.abort();
    await sleeping;
    expect(clock.timers).toBe(0);
  });
});
