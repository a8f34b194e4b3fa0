import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyedQueue } from '../../kube/queue.ts';
import { ManualClock } from '../fakes/clock.ts';

const never = new AbortController().signal;
let clock: ManualClock;
let queue: KeyedQueue;

beforeEach(() => {
  clock = new ManualClock();
  queue = new KeyedQueue(clock);
});

/** What a worker would get right now. */
const ready = async (): Promise<string[]> => {
  const keys: string[] = [];
  while (queue.length > 0) keys.push(await queue.next(never) ?? '');
  return keys;
};

describe('the queue', () => {
  it('hands keys out in the order they came', async () => {
    for (const key of ['b', 'a', 'c']) queue.add(key);
    expect(await ready()).toEqual(['b', 'a', 'c']);
  });

  it('de-duplicates keys', async () => {
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    expect(await ready()).toEqual(['a', 'b']);
  });

  it('does not return a key that is being worked on', async () => {
    queue.add('a');
    expect(await queue.next(never)).toBe('a');
    queue.add('a');
    queue.add('b');
    expect(await ready()).toEqual(['b']);
  });

  it('returns a key once more when it was added while it was being worked on', async () => {
    queue.add('a');
    await queue.next(never);
    for (let i = 0; i < 3; i += 1) queue.add('a');
    queue.done('a');
    expect(await ready()).toEqual(['a']);
    queue.done('a');
    expect(queue.length).toBe(0);
  });

  it('wakes one waiting worker for each key', async () => {
    const workers = [queue.next(never), queue.next(never)];
    queue.add('a');
    queue.add('b');
    expect(await Promise.all(workers)).toEqual(['a', 'b']);
  });

  it('passes a key on when the worker that was woken for it is called off in the same moment', async () => {
    const off = new AbortController();
    const first = queue.next(off.signal);
    const second = queue.next(never);
    queue.add('a');
    off.abort();
    expect(await first).toBeUndefined();
    expect(await second).toBe('a');
  });

  it('lets waiting workers go when their signal aborts', async () => {
    const off = new AbortController();
    const worker = queue.next(off.signal);
    off.abort();
    expect(await worker).toBeUndefined();
  });

  it('lets every worker go when it is closed, and takes nothing more', async () => {
    const worker = queue.next(never);
    queue.addAfter('later', 1000);
    queue.close();
    queue.add('a');
    queue.addAfter('b', 1);
    clock.advance(2000);
    expect(await worker).toBeUndefined();
    expect(await queue.next(never)).toBeUndefined();
    expect([queue.length, clock.timers]).toEqual([0, 0]);
  });
});

describe('a key added for later', () => {
  it('comes at its time and not before', async () => {
    queue.addAfter('a', 100);
    clock.advance(99);
    expect(queue.length).toBe(0);
    clock.advance(1);
    expect(await ready()).toEqual(['a']);
  });

  it.each([[100, 50], [50, 100]])('comes at the earlier of two times (%i and %i ms), and once', async (one, two) => {
    queue.addAfter('a', one);
    queue.addAfter('a', two);
    clock.advance(50);
    expect(await ready()).toEqual(['a']);
    queue.done('a');
    clock.advance(1000);
    expect(queue.length).toBe(0);
  });

  it('comes at once when its time has passed', async () => {
    queue.addAfter('a', -5);
    expect(await ready()).toEqual(['a']);
  });

  it('waits for the worker that has it', async () => {
    queue.add('a');
    await queue.next(never);
    queue.addAfter('a', 10);
    clock.advance(10);
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(await ready()).toEqual(['a']);
  });
});

describe('a key that keeps failing', () => {
  const delays = async (times: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let i = 0; i < times; i += 1) {
      queue.addRateLimited('a');
      const start = clock.now();
      while (queue.length === 0) clock.advance(1);
      seen.push(clock.now() - start);
      queue.done(await queue.next(never) ?? '');
    }
    return seen;
  };

  it('waits 5 ms, then twice as long each time', async () => {
    expect(await delays(6)).toEqual([5, 10, 20, 40, 80, 160]);
  });

  it('waits at most 1000 s', () => {
    for (let i = 0; i < 60; i += 1) queue.addRateLimited(`other-${i}`);
    for (let i = 0; i < 60; i += 1) queue.addRateLimited('a');
    // Each call doubled the delay; the earliest pending time still counts.
    clock.advance(5);
    expect(queue.length).toBe(61);
    queue.addRateLimited('a');
    clock.advance(999_999);
    expect(queue.length).toBe(61);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    expect(clock.timers).toBe(0);
  });

  it('does not reset its delay until it is forgotten', async () => {
    await delays(3);
    queue.add('a');
    queue.done(await queue.next(never) ?? '');
    expect(await delays(1)).toEqual([40]);
    queue.forget('a');
    expect(await delays(1)).toEqual([5]);
  });

  it('does not slow other keys down', async () => {
    await delays(5);
    queue.addRateLimited('b');
    clock.advance(5);
    expect(await ready()).toEqual(['b']);
  });
});

type Step = ['add' | 'later' | 'failed', number] | ['take' | 'finish' | 'wait'];
const key = fc.integer({ min: 0, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom('add' as const, 'later' as const, 'failed' as const), key),
  fc.tuple(fc.constantFrom('take' as const, 'finish' as const, 'wait' as const)),
);

it('never loses a key and never gives it to two workers, whatever happens in whatever order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const time = new ManualClock();
    const q = new KeyedQueue(time);
    const working: string[] = [];
    const owed = new Set<string>();
    const take = async (): Promise<void> => {
      if (q.length === 0) return;
      const taken = await q.next(never) ?? '';
      expect(working).not.toContain(taken);
      working.push(taken);
      owed.delete(taken);
    };
    const finish = (): void => {
      const finished = working.shift();
      if (finished !== undefined) q.done(finished);
    };
    for (const [action, number] of steps) {
      if (action === 'take') await take();
      else if (action === 'finish') finish();
      else if (action === 'wait') time.advance(50);
      else {
        owed.add(`${number}`);
        if (action === 'add') q.add(`${number}`);
        if (action === 'later') q.addAfter(`${number}`, 50);
        if (action === 'failed') q.addRateLimited(`${number}`);
      }
    }
    time.advance(10_000_000);
    while (working.length > 0 || q.length > 0) {
      await take();
      finish();
    }
    expect([...owed]).toEqual([]);
  }));
});
