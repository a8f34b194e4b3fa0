import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../../api/run.ts';
import type { CronJob } from '../../../kube/resources.ts';
import { noPaint } from '../../../plugin/output/paint.ts';
import { scheduleObjects } from '../../../plugin/schedule/objects.ts';
import { triggeredJob } from '../../../plugin/schedule/trigger.ts';
import { nextOf, scheduleHeaders, scheduleRow } from '../../../plugin/schedule/view.ts';
import { scheduleOptions } from './build.ts';

const now = new Date('2026-11-24T00:30:00Z');
function stored(changes: Partial<CronJob['spec']> = {}, status: CronJob['status'] = {}): CronJob {
  const { cronJob } = scheduleObjects(scheduleOptions());
  const metadata = { ...cronJob.metadata, creationTimestamp: '2026-11-20T00:30:00Z', uid: 'u' };
  return { ...cronJob, metadata, spec: { ...cronJob.spec, ...changes }, status };
}
const passed = {
  kind: 'K6', metadata: { name: 'checkout', namespace: 'load', uid: '1' }, spec: {}, status: { stage: 'finished', result: 'Passed', exitCode: 0 },
} as Run;
function cells(cronJob: CronJob, runs: Run[] = []): Record<string, string | undefined> {
  const row = scheduleRow(cronJob, { now, namespaces: true, paint: noPaint, runs });
  return Object.fromEntries(scheduleHeaders({ namespaces: true }).map((header, at) => [header, row[at]]));
}

describe('a schedule in the list', () => {
  it('says when it is due and how the last run went', () => {
    expect(cells(stored({}, { lastScheduleTime: '2026-11-23T01:00:00Z' }), [passed])).toEqual({
      NAMESPACE: 'load', NAME: 'nightly', SCHEDULE: '0 2 * * *', 'TIME ZONE': 'Europe/Berlin', STATE: 'Waiting', NEXT: 'in 30m', LAST: '23h ago',
      RUN: 'K6/checkout', VERDICT: 'Passed', AGE: '4d',
    });
  });

  it('has no verdict from a run of another kind, name or namespace', () => {
    const others = [{ ...passed, kind: 'TestRun' as const }, { ...passed, metadata: { ...passed.metadata, namespace: 'x' } }];
    expect(cells(stored(), others).VERDICT).toBe('');
  });

  it('is due at no time while it is suspended', () => {
    expect(cells(stored({ suspend: true }))).toMatchObject({ STATE: 'Suspended', NEXT: '' });
  });

  it('shows that a run is on', () => {
    expect(cells(stored({}, { active: [{ name: 'nightly-1' }] })).STATE).toBe('Running');
  });

  it('is shown although somebody wrote a schedule into it that cannot be read', () => {
    expect(cells(stored({ schedule: 'TZ=UTC @daily' })).NEXT).toBe('');
  });

  it('counts in UTC where it names no zone', () => {
    const { schedule, jobTemplate } = stored().spec;
    expect(nextOf({ ...stored(), spec: { schedule, jobTemplate } }, now, 1)[0]?.toISOString()).toBe('2026-11-24T02:00:00.000Z');
  });
});

describe('a Job made by hand', () => {
  it('is the schedule\'s own, under a name of its own', () => {
    const job = triggeredJob(stored(), 'abc123');
    expect(job.metadata).toMatchObject({
      name: 'nightly-manual-abc123', namespace: 'load', annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ kind: 'CronJob', name: 'nightly', uid: 'u', controller: true }],
    });
    expect(job.spec).toEqual(stored().spec.jobTemplate.spec);
  });

  it('has a name that is legal, however long the schedule\'s is', () => {
    const long = { ...stored(), metadata: { ...stored().metadata, name: 'a'.repeat(52) } };
    expect(triggeredJob(long, 'abc123').metadata?.name).toMatch(/^a{49}-manual-abc123$/);
  });
});
