import { describe, expect, it } from '@jest/globals';
import { formatKey, keyOf, keysOfChild, parseKey } from '../../../controller/watch/keys.ts';
import { aPod, aRunnerJob } from '../../builders/children.ts';
import { aStoredRun } from '../../builders/run.ts';

describe('a run\'s key', () => {
  it('is read back as it was written', () => {
    const key = { kind: 'TestRun', namespace: 'load', name: 'my-run' } as const;
    expect(parseKey(formatKey(key))).toEqual(key);
    expect(keyOf(aStoredRun())).toBe('K6/default/k6-sample');
  });

  it('is nothing else', () => {
    for (const text of ['', 'K6', 'K6/default', 'Pod/default/x', 'toString/default/x']) expect(() => parseKey(text)).toThrow(RangeError);
  });

  it('is of either kind for a child, whose older owner a new run waits for', () => {
    const job = aRunnerJob(aStoredRun());
    const keys = ['K6/default/k6-sample', 'TestRun/default/k6-sample'];
    expect(keysOfChild(job)).toEqual(keys);
    expect(keysOfChild(aPod(job))).toEqual(keys);
  });

  it('is none for what is no run\'s child', () => {
    expect(keysOfChild({ metadata: { namespace: 'default', labels: { app: 'k6' } } })).toEqual([]);
    expect(keysOfChild({})).toEqual([]);
  });
});
