import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../../api/kubernetes.ts';
import type { RunSpec } from '../../../../api/spec.ts';
import { starterJob, type Shot } from '../../../../controller/jobs/starter/job.ts';
import { shellStarterScript, shellStopperScript, shellTeardownScript } from '../../../../controller/jobs/starter/shell.ts';
import { aStoredRun, settings } from '../../../builders/run.ts';

const shot: Shot = { action: 'start', targets: [{ index: 1, ip: '10.0.0.1' }, { index: 2, ip: 'fd00::2' }], timeoutSeconds: 300 };
const stop: Shot = { ...shot, action: 'stop' };
const teardown: Shot = { ...shot, action: 'teardown', targets: shot.targets.slice(0, 1) };

function jobOf(spec: Partial<RunSpec> = {}, given: Shot = shot): Job {
  return starterJob(aStoredRun(spec), given, settings);
}

function container(job: Job): NonNullable<NonNullable<Job['spec']>['template']['spec']>['containers'][number] {
  const [first] = job.spec?.template.spec?.containers ?? [];
  if (!first) throw new Error('no container');
  return first;
}

describe('the starter', () => {
  it('is the operator\'s own image at the restricted level, with all addresses in its environment', () => {
    expect(jobOf()).toMatchObject({
      metadata: {
        name: 'k6-sample-starter', namespace: 'default', labels: { app: 'k6', k6_cr: 'k6-sample', 'k6.io/role': 'starter', 'k6.io/managed-by': 'k6-operator' },
        ownerReferences: [{ uid: aStoredRun().metadata.uid, controller: true }],
      },
      spec: { template: { spec: { restartPolicy: 'Never', enableServiceLinks: false, automountServiceAccountToken: false } } },
    });
    expect(container(jobOf())).toEqual({
      name: 'starter',
      image: 'example.test/k6-operator:1.0.0',
      imagePullPolicy: 'IfNotPresent',
      command: ['node', '/app/starter.js', 'start'],
      env: [
        { name: 'K6_TARGETS', value: '1=10.0.0.1 2=fd00::2' }, { name: 'K6_PORT', value: '6565' }, { name: 'K6_TIMEOUT_SECONDS', value: '300' },
      ],
      securityContext: {
        allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, runAsUser: 65532, readOnlyRootFilesystem: true,
      },
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    });
  });

  it('has runner 1 run setup() where that runs once, unless its user leaves setup() out', () => {
    const env = (spec: Partial<RunSpec>, given = shot): unknown => container(jobOf(spec, given)).env?.find(({ name }) => name === 'K6_SETUP')?.value;
    expect(env({ setup: 'Once' })).toBe('once');
    expect(env({ setup: 'Once', arguments: '--no-setup' })).toBeUndefined();
    expect(env({ setup: 'PerRunner' })).toBeUndefined();
    expect(env({ setup: 'Once' }, { ...shot, targets: shot.targets.slice(0, 1) })).toBeUndefined();
    expect(env({ setup: 'Once' }, stop)).toBeUndefined();
  });

  it('is a teardown as well, under that name, role and container', () => {
    const job = jobOf({ setup: 'Once' }, teardown);
    expect(job.metadata).toMatchObject({ name: 'k6-sample-teardown', labels: { 'k6.io/role': 'teardown' } });
    expect(job.spec?.podFailurePolicy?.rules[0]?.onExitCodes?.containerName).toBe('teardown');
    expect(container(job)).toMatchObject({ name: 'teardown', command: ['node', '/app/starter.js', 'teardown'] });
    expect(container(jobOf({ starter: { image: 'mine/curl:1' } }, teardown)).command).toEqual(['sh', '-c', shellTeardownScript()]);
  });

  it('is tried again where the cluster took its pod, and never where it gave up itself', () => {
    expect(jobOf().spec).toMatchObject({
      backoffLimit: 3,
      activeDeadlineSeconds: 360,
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { containerName: 'starter', operator: 'In', values: [1, 2, 126, 127] } },
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ],
      },
    });
  });

  it('is no runner, whatever its user labels it', () => {
    const labels = { runner: 'true', 'k6.io/runner-index': '1', k6_cr: 'x', team: 'load' };
    const job = jobOf({ starter: { metadata: { labels } } });
    const ours = { team: 'load', app: 'k6', k6_cr: 'k6-sample', 'k6.io/role': 'starter', 'k6.io/managed-by': 'k6-operator' };
    expect(job.metadata?.labels).toEqual(ours);
    expect(job.spec?.template.metadata?.labels).toEqual(ours);
  });

  it('honours what its user sets', () => {
    const job = jobOf({
      starter: {
        env: [{ name: 'A', value: 'b' }], resources: { limits: { cpu: '1' } }, nodeSelector: { pool: 'x' }, serviceAccountName: 'starter', automountServiceAccountToken: 'true',
        imagePullPolicy: 'Always', priorityClassName: 'high', containerSecurityContext: { runAsUser: 7 }, metadata: { annotations: { a: 'b' } },
      },
    });
    expect(job.spec?.template).toMatchObject({
      metadata: { annotations: { a: 'b' } },
      spec: { nodeSelector: { pool: 'x' }, serviceAccountName: 'starter', automountServiceAccountToken: true, priorityClassName: 'high' },
    });
    expect(container(job)).toMatchObject({ resources: { limits: { cpu: '1' } }, imagePullPolicy: 'Always', securityContext: { runAsUser: 7 } });
    expect(container(job).env?.[0]).toEqual({ name: 'A', value: 'b' });
  });

  it('is the shell form in an image of the user\'s own, with the same input and no demand on its user', () => {
    const own = container(jobOf({ starter: { image: 'curlimages/curl:8' } }));
    expect(own).toMatchObject({ image: 'curlimages/curl:8', command: ['sh', '-c', shellStarterScript()] });
    expect(own.env).toEqual(container(jobOf()).env);
    expect(own.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    expect(own).not.toHaveProperty('imagePullPolicy');
  });

  it('is wrapped by scuttle in the shell form, which is upstream\'s way', () => {
    expect(container(jobOf({ scuttle: { enabled: 'true' }, starter: { image: 'mine:1' } })).command?.slice(0, 2)).toEqual(['scuttle', 'sh']);
  });

  it('has a command that does not grow with the runners, and all of a thousand addresses in its environment', () => {
    const targets = Array.from({ length: 1000 }, (_, at) => ({ index: at + 1, ip: '255.255.255.255' }));
    const many = container(jobOf({ starter: { image: 'mine:1' } }, { ...shot, targets }));
    expect(many.command).toEqual(container(jobOf({ starter: { image: 'mine:1' } })).command);
    // Linux allows a single argument or variable 128 KiB.
    expect(Math.max(...(many.env ?? []).map(({ value = '' }) => value.length))).toBeLessThan(128 * 1024);
  });
});

describe('the stopper', () => {
  it('is the same with another name, role and word', () => {
    const job = jobOf({}, stop);
    expect(job.metadata).toMatchObject({ name: 'k6-sample-stopper', labels: { 'k6.io/role': 'stopper' } });
    expect(container(job)).toMatchObject({ name: 'stopper', command: ['node', '/app/starter.js', 'stop'] });
    expect(job.spec?.podFailurePolicy?.rules[0]?.onExitCodes?.containerName).toBe('stopper');
  });

  it('has a shell form, too', () => {
    expect(container(jobOf({ starter: { image: 'mine:1' } }, stop)).command).toEqual(['sh', '-c', shellStopperScript()]);
  });
});
