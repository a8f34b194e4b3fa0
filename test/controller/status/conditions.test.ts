import { describe, expect, it } from '@jest/globals';
import { findCondition, isTrue, setCondition } from '../../../controller/status/conditions.ts';
import { aCondition, at, now, started } from '../../builders/run.ts';

const when = { now, generation: 4 };
const cause = { reason: 'RunnersRunning', message: 'the test is running' } as const;

describe('a condition', () => {
  it('is added with the time and the generation', () => {
    expect(setCondition([], 'Finished', { status: 'False', ...cause }, when)).toEqual([
      { type: 'Finished', status: 'False', ...cause, observedGeneration: 4, lastTransitionTime: at(0) },
    ]);
  });

  it('keeps its transition time while only its reason or message changes', () => {
    const before = [aCondition('Finished', 'False', { reason: 'Initializing', lastTransitionTime: at(-60) })];
    expect(setCondition(before, 'Finished', { status: 'False', ...cause }, when)).toMatchObject([{ ...cause, lastTransitionTime: at(-60), observedGeneration: 4 }]);
  });

  it('gets a new one when its status flips', () => {
    const before = [aCondition('Finished', 'False', { lastTransitionTime: at(-60) })];
    expect(setCondition(before, 'Finished', { status: 'True', ...cause }, when)).toMatchObject([{ status: 'True', lastTransitionTime: at(0) }]);
    expect(setCondition(before, 'Finished', { status: 'Unknown', ...cause }, when)).toMatchObject([{ lastTransitionTime: at(0) }]);
  });

  it('keeps its place among the others, and changes none of them', () => {
    const before = [aCondition('Started', 'True'), aCondition('Finished', 'False'), aCondition('Passed', 'Unknown')];
    const after = setCondition(before, 'Finished', { status: 'True', ...cause }, when);
    expect(after.map(({ type }) => type)).toEqual(['Started', 'Finished', 'Passed']);
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  });

  it('has whole seconds, as Kubernetes\' own times', () => {
    expect(setCondition([], 'Finished', { status: 'True', ...cause }, { now: now + 999, generation: 1 })[0]?.lastTransitionTime).toBe(at(0));
  });

  it('is found by type, and is true only when it says True', () => {
    expect(findCondition(started(), 'Started')?.reason).toBe('AllRunnersStarted');
    expect([isTrue(started(), 'Started'), isTrue(started(), 'Passed'), isTrue({}, 'Started')]).toEqual([true, false, false]);
  });
});
