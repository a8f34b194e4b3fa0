import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../../api/kubernetes.ts';
import type { PodSettings, RunSpec } from '../../../../api/spec.ts';
import { initializerJob, initializerSettings } from '../../../../controller/jobs/initializer/job.ts';
import { initializerScript } from '../../../../controller/jobs/initializer/script.ts';
import { aStoredRun, settings } from '../../../builders/run.ts';

function podOf(spec: Partial<RunSpec>): NonNullable<NonNullable<Job['spec']>['template']['spec']> {
  return initializerJob(aStoredRun(spec), settings).spec?.template.spec ?? { containers: [] };
}

describe('the initializer', () => {
  it('is one pod with one try, and runs k6 over the script with the user\'s options', () => {
    const job = initializerJob(aStoredRun({ arguments: '--vus 7 --out json=x --tag a=b' }), settings);
    expect(job).toMatchObject({ metadata: { name: 'k6-sample-initializer', labels: { 'k6.io/role': 'initializer' } }, spec: { backoffLimit: 0 } });
    expect(job.spec?.template.spec).toEqual({
      restartPolicy: 'Never',
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 5,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'k6',
        image: 'example.test/k6:1.8.1',
        command: ['sh', '-c', initializerScript, 'k6-initializer', '/test/test.js', '--include-system-env-vars', '--vus', '7', '--tag', 'a=b'],
        env: [],
        volumeMounts: [{ name: 'k6-test-volume', mountPath: '/test', readOnly: true }, { name: 'k6-initializer', mountPath: '/k6-initializer' }],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      }],
      volumes: [{ name: 'k6-test-volume', configMap: { name: 'k6-test' } }, { name: 'k6-initializer', emptyDir: {} }],
    });
  });

  const full: Required<Omit<PodSettings, 'nodeselector'>> = {
    affinity: { nodeAffinity: {} }, automountServiceAccountToken: 'false', containerSecurityContext: { runAsUser: 1 }, env: [{ name: 'A', value: 'b' }],
    envFrom: [{ secretRef: { name: 's' } }], image: 'runner:1', imagePullPolicy: 'Never', imagePullSecrets: [{ name: 'pull' }],
    initContainers: [{ name: 'fetch' }], livenessProbe: {}, metadata: { labels: { team: 'a' } }, nodeSelector: { pool: 'x' }, priorityClassName: 'high',
    readinessProbe: {}, resources: { limits: { memory: '1Gi' } }, schedulerName: 'mine', securityContext: { runAsGroup: 2 }, serviceAccountName: 'sa',
    tolerations: [{ key: 'k' }], topologySpreadConstraints: [], volumeMounts: [{ name: 'v', mountPath: '/v' }], volumes: [{ name: 'v', emptyDir: {} }],
  };

  it.each(Object.keys(full) as (keyof typeof full)[])('has the runner\'s %s where its own is not set, and its own where it is', (field) => {
    const runner = aStoredRun({ runner: full, initializer: { disabled: false } });
    expect(initializerSettings(runner)[field]).toEqual(runner.spec.runner?.[field]);
    const own = { [field]: field === 'image' ? 'own:2' : full[field] };
    expect(initializerSettings(aStoredRun({ runner: { image: 'runner:1' }, initializer: own }))[field]).toEqual(own[field]);
  });

  it('puts all of that into its pod', () => {
    expect(podOf({ runner: full })).toMatchObject({
      affinity: { nodeAffinity: {} }, automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }], nodeSelector: { pool: 'x' }, priorityClassName: 'high',
      schedulerName: 'mine', securityContext: { runAsGroup: 2 }, serviceAccountName: 'sa', tolerations: [{ key: 'k' }], initContainers: [{ name: 'fetch', image: 'runner:1' }],
      containers: [{
        image: 'runner:1', imagePullPolicy: 'Never', env: [{ name: 'A', value: 'b' }], envFrom: [{ secretRef: { name: 's' } }], resources: { limits: { memory: '1Gi' } },
        securityContext: { runAsUser: 1 },
      }],
    });
    expect(podOf({ runner: full }).volumes?.map(({ name }) => name)).toEqual(['k6-test-volume', 'k6-initializer', 'v']);
  });

  it('has no ports, no probes and no runner\'s label', () => {
    const job = initializerJob(aStoredRun({ runner: { ...full, metadata: { labels: { runner: 'true' } } } }), settings);
    expect(job.metadata?.labels).not.toHaveProperty('runner');
    const [container] = job.spec?.template.spec?.containers ?? [];
    for (const field of ['ports', 'readinessProbe', 'livenessProbe']) expect(container).not.toHaveProperty(field);
  });

  it('is wrapped by scuttle as the runners are', () => {
    expect(podOf({ scuttle: { enabled: 'true' } }).containers[0]?.command?.slice(0, 2)).toEqual(['scuttle', 'sh']);
  });
});
