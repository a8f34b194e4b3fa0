import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../api/kubernetes.ts';
import { readConfig } from '../../../plugin/scheduled/config.ts';
import { scheduleObjects } from '../../../plugin/schedule/objects.ts';
import { scheduleOptions } from '../schedule/build.ts';

const env = { K6_SCHEDULE: 'nightly', K6_MANIFEST: '/etc/run.yaml', POD_NAMESPACE: 'load', JOB_UID: 'u' };

describe('the configuration of a scheduled run', () => {
  it('is all in what the CronJob sets', () => {
    const pod = scheduleObjects(scheduleOptions()).cronJob.spec.jobTemplate.spec?.template.spec;
    const [{ env: variables = [], volumeMounts: [mount] = [] } = {}] = (pod?.containers ?? []) as Partial<Container>[];
    const set = Object.fromEntries(variables.map(({ name, value = 'from the pod' }) => [name, value]));
    const config = readConfig(set);
    expect(config).toMatchObject({ schedule: 'nightly', jobUid: 'from the pod', namespace: 'from the pod' });
    expect(config.manifest).toBe(`${mount?.mountPath}/run.yaml`);
    expect(config.stopSeconds).toBeLessThan(pod?.terminationGracePeriodSeconds ?? 0);
  });

  it.each(Object.keys(env))('is refused without %s', (name) => {
    expect(() => readConfig({ ...env, [name]: '' })).toThrow(`${name} is not set`);
  });

  it('takes times in seconds alone', () => {
    expect(readConfig({ ...env, PICKUP_SECONDS: '0.5' }).pickupSeconds).toBe(0.5);
    expect(() => readConfig({ ...env, PICKUP_SECONDS: '5m' })).toThrow('PICKUP_SECONDS is "5m"');
  });
});
