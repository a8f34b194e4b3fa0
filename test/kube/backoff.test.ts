import { expect, it } from '@jest/globals';
import { Backoff } from '../../kube/backoff.ts';

const delays = (backoff: Backoff, count: number): number[] => Array.from({ length: count }, () => backoff.next());

it('doubles up to its maximum, and begins anew after a reset', () => {
  const backoff = new Backoff({ initialMs: 800, maxMs: 30_000, jitter: 0 });
  expect(delays(backoff, 8)).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  backoff.reset();
  expect(backoff.next()).toBe(800);
});

it('spreads by its jitter and never exceeds the maximum', () => {
  expect(delays(new Backoff({ initialMs: 100, maxMs: 300, jitter: 1, random: () => 0.5 }), 3)).toEqual([150, 300, 300]);
});

it('stays at its maximum however often it fails', () => {
  expect(delays(new Backoff({ initialMs: 1, maxMs: 10, jitter: 1 }), 3000).at(-1)).toBe(10);
});
