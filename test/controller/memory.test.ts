import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../api/run.ts';
import { Memory } from '../../controller/memory.ts';
import { aStoredRun } from '../builders/run.ts';

function version(resourceVersion: string, uid = 'u'): Run {
  return aStoredRun({}, { metadata: { name: 'k6-sample', namespace: 'default', uid, resourceVersion } });
}

describe('the newest version of a run', () => {
  it('is the one that was written, until the watch shows another than the one replaced', () => {
    const memory = new Memory();
    memory.remember(version('1'), version('2'));
    expect(memory.newest(version('1'))).toEqual(version('2'));
    expect(memory.newest(version('3'))).toEqual(version('3'));
    // It is forgotten then: an old watch event that comes late is no reason to believe it again.
    expect(memory.newest(version('1'))).toEqual(version('1'));
  });

  it('is the last of several writes that the watch has not shown yet', () => {
    const memory = new Memory();
    memory.remember(version('1'), version('2'));
    memory.remember(version('2'), version('3'));
    expect(memory.newest(version('1'))).toEqual(version('3'));
  });

  it('is none where the run is gone, and another run\'s is another', () => {
    const memory = new Memory();
    memory.remember(version('1'), version('2'));
    expect(memory.newest(undefined)).toBeUndefined();
    expect(memory.newest(version('1', 'another'))).toEqual(version('1', 'another'));
    memory.forget('u');
    expect(memory.newest(version('1'))).toEqual(version('1'));
  });
});

describe('collecting logs', () => {
  it('is given up after five failures, of one run alone', () => {
    const memory = new Memory();
    const tries = Array.from({ length: 5 }, () => {
      memory.countFailedCollection('u', true);
      return memory.hasGivenUp('u');
    });
    expect(tries).toEqual([false, false, false, false, true]);
    expect(memory.hasGivenUp('v')).toBe(false);
    memory.forget('u');
    expect(memory.hasGivenUp('u')).toBe(false);
  });

  it('is given up at once where another try would get the same answer', () => {
    const memory = new Memory();
    memory.countFailedCollection('u', false);
    expect(memory.hasGivenUp('u')).toBe(true);
  });
});
