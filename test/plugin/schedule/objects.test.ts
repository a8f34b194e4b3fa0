import { describe, expect, it } from '@jest/globals';
import { scheduleNameFault } from '../../../plugin/schedule/names.ts';
import { scheduleObjects } from '../../../plugin/schedule/objects.ts';
import { inOrder } from '../../../plugin/schedule/print.ts';
import { scheduleOptions } from './build.ts';

describe('what a schedule consists of', () => {
  it('is five objects in its namespace, found by one label, the CronJob last', () => {
    const objects = inOrder(scheduleObjects(scheduleOptions()));
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)).toEqual([
      'ServiceAccount nightly-schedule', 'Role nightly-schedule', 'RoleBinding nightly-schedule', 'ConfigMap nightly-schedule', 'CronJob nightly',
    ]);
    for (const { metadata } of objects) expect(metadata).toMatchObject({ namespace: 'load', labels: { 'k6.io/schedule': 'nightly' } });
  });

  it('never lets two runs overlap, and tries a failed test not again', () => {
    const { spec } = scheduleObjects(scheduleOptions()).cronJob;
    expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', schedule: '0 2 * * *', timeZone: 'Europe/Berlin', startingDeadlineSeconds: 300 });
    expect(spec).toMatchObject({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 4 });
    expect(spec.jobTemplate.spec).toMatchObject({ backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } });
  });

  it('has rights to its own run alone, but for making it', () => {
    const rules = (kind: 'K6' | 'TestRun'): unknown => scheduleObjects(scheduleOptions({ run: { kind, name: 'checkout', manifest: '' } })).role.rules;
    expect(rules('K6')).toEqual([
      { apiGroups: ['k6.io'], resources: ['k6s'], verbs: ['create'] },
      { apiGroups: ['k6.io'], resources: ['k6s'], resourceNames: ['checkout'], verbs: ['list', 'watch', 'patch', 'delete'] },
    ]);
    expect(rules('TestRun')).toMatchObject([{ resources: ['testruns'] }, { resources: ['testruns'] }]);
  });

  it('leaves alone whether it is suspended, where nobody said so', () => {
    expect(scheduleObjects(scheduleOptions()).cronJob.spec).not.toHaveProperty('suspend');
    expect(scheduleObjects(scheduleOptions({ suspend: true })).cronJob.spec.suspend).toBe(true);
  });

  it('ends a run that takes too long only where a deadline was given', () => {
    expect(scheduleObjects(scheduleOptions()).cronJob.spec.jobTemplate.spec).not.toHaveProperty('activeDeadlineSeconds');
    expect(scheduleObjects(scheduleOptions({ activeDeadlineSeconds: 60 })).cronJob.spec.jobTemplate.spec?.activeDeadlineSeconds).toBe(60);
  });

  it('pulls its image as it was told to', () => {
    const { cronJob, serviceAccount } = scheduleObjects(scheduleOptions({ imagePullPolicy: 'Never', imagePullSecrets: ['registry'] }));
    expect(cronJob.spec.jobTemplate.spec?.template.spec?.containers[0]).toMatchObject({ image: 'k6-operator:1', imagePullPolicy: 'Never' });
    expect(serviceAccount.imagePullSecrets).toEqual([{ name: 'registry' }]);
  });
});

describe('the name of a schedule', () => {
  it('leaves room for what a CronJob adds to it', () => {
    expect(scheduleNameFault('a'.repeat(52))).toBeUndefined();
    expect(scheduleNameFault('a'.repeat(53))).toContain('may have 52');
    expect(scheduleNameFault('Nightly')).toContain('lower-case');
  });
});
