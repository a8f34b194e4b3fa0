import { describe, expect, it } from '@jest/globals';
import { describeForeign, isOwnedBy } from '../../../controller/observe/owner.ts';
import { aRunnerJob } from '../../builders/children.ts';
import { aStoredRun } from '../../builders/run.ts';

const run = aStoredRun();

describe('whose a Job is', () => {
  it('is its run\'s by UID', () => {
    expect(isOwnedBy(aRunnerJob(run), run)).toBe(true);
  });

  it('is not a later run\'s of the same name and kind', () => {
    const later = { ...run, metadata: { ...run.metadata, uid: 'another' } };
    expect(isOwnedBy(aRunnerJob(run), later)).toBe(false);
  });

  it('is nobody\'s without an owner', () => {
    expect(isOwnedBy({ metadata: { name: 'k6-sample-1' } }, run)).toBe(false);
  });

  it('is told with kind, name and UID of its owner', () => {
    expect(describeForeign(aRunnerJob(run))).toBe(`Job "k6-sample-1" of K6 "k6-sample" with UID ${run.metadata.uid}`);
    expect(describeForeign({ metadata: { name: 'mine' } })).toBe('Job "mine" without an owner');
  });
});
