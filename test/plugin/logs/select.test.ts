import { describe, expect, it } from '@jest/globals';
import { Failure } from '../../../plugin/errors/failure.ts';
import { parseRunners, selected, selectionOf } from '../../../plugin/logs/select.ts';
import { aPod } from './builders.ts';

describe('--runner', () => {
  it('takes numbers, ranges, and everything from a number on', () => {
    expect(parseRunners('1,4-6, 9-')).toEqual([{ first: 1, last: 1 }, { first: 4, last: 6 }, { first: 9, last: Infinity }]);
  });

  it.each(['', '0', 'a', '1,', '6-4', '-3', '1.5'])('refuses "%s" as a mistake in usage', (text) => {
    expect(() => parseRunners(text)).toThrow(Failure);
    expect(() => parseRunners(text)).toThrow(/--runner/);
  });
});

const chosen = (flags: object, ...pods: ReturnType<typeof aPod>[]): string[] =>
  pods.map((pod) => selected(pod, selectionOf(flags))).filter((source) => source !== undefined).map(({ role, runner }) => `${role}${runner ?? ''}`);
const everything = [aPod('runner', { index: 1 }), aPod('runner', { index: 12 }), aPod('starter'), aPod('initializer'), aPod('stopper'), aPod('teardown')];
const ended = (exitCode: number): object => ({ terminated: { exitCode } });

describe('the choice of logs', () => {
  it.each([
    [{}, ['runner1', 'runner12']],
    [{ runner: ['2-12'] }, ['runner12']],
    [{ starter: true }, ['starter']],
    [{ initializer: true, stopper: true }, ['initializer', 'stopper']],
    [{ starter: true, runner: ['1'] }, ['runner1', 'starter']],
    [{ teardown: true }, ['teardown']],
    [{ all: true }, ['runner1', 'runner12', 'starter', 'initializer', 'stopper', 'teardown']],
  ])('%j is %j', (flags, expected) => {
    expect(chosen(flags, ...everything)).toEqual(expected);
  });

  it('leaves out what has not run yet, and other pods that carry the run\'s label', () => {
    expect(chosen({ all: true }, aPod('runner', { index: 1, state: { waiting: {} } }), aPod('sidekick'))).toEqual([]);
  });

  it('with --failed has any part that ended otherwise than well, and nothing that still runs', () => {
    const failed = [aPod('runner', { index: 1, state: ended(99) }), aPod('runner', { index: 2, state: ended(0) }), aPod('initializer', { state: ended(107) }), aPod('starter')];
    expect(chosen({ failed: true }, ...failed)).toEqual(['runner1', 'initializer']);
    expect(chosen({ failed: true, runner: ['1-2'] }, ...failed)).toEqual(['runner1']);
  });

  it('is another container where one is named, and only of pods that have it', () => {
    const pod = aPod('runner', { index: 1 });
    expect(selected(pod, selectionOf({ container: 'nothing' }))).toBeUndefined();
    (pod.status?.containerStatuses?.[0] ?? { name: '' }).name = 'istio-proxy';
    expect(selected(pod, selectionOf({ container: 'istio-proxy' }))?.container).toBe('istio-proxy');
  });
});
