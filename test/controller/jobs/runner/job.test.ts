import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../../api/kubernetes.ts';
import type { Run } from '../../../../api/run.ts';
import { runnerTrendStats } from '../../../../api/summary/trendstats.ts';
import type { PodSettings, RunSpec } from '../../../../api/spec.ts';
import { runnerJob } from '../../../../controller/jobs/runner/job.ts';
import { aStoredRun, settings } from '../../../builders/run.ts';

type PodSpec = NonNullable<NonNullable<Job['spec']>['template']['spec']>;
type Container = PodSpec['containers'][number];

function jobOf(run: Run, index = 1, total = 1): Job {
  return runnerJob(run, index, { total, settings });
}

function podOf(spec: Partial<RunSpec>): PodSpec {
  return jobOf(aStoredRun(spec)).spec?.template.spec ?? { containers: [] };
}

/** Without what telemetry.test.ts holds: what a runner is told for the summary of all runners. */
function containerOf(spec: Partial<RunSpec>): Partial<Container> {
  const { env = [], ...container } = podOf(spec).containers[0] ?? {};
  return { ...container, env: env.filter(({ name }) => name !== 'K6_SUMMARY_TREND_STATS') };
}

function commandOf(spec: Partial<RunSpec>, index = 1, total = 1): string {
  const command = jobOf(aStoredRun(spec), index, total).spec?.template.spec?.containers[0]?.command ?? [];
  return command.filter((word) => word !== '--summary-export=stderr').join(' ');
}

describe('a runner\'s Job', () => {
  it('is one pod with one try, in the run\'s namespace, and goes with the run', () => {
    expect(jobOf(aStoredRun(), 2, 3)).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'k6-sample-2',
        namespace: 'default',
        labels: { app: 'k6', k6_cr: 'k6-sample', runner: 'true', 'k6.io/runner-index': '2', 'k6.io/role': 'runner', 'k6.io/managed-by': 'k6-operator' },
        ownerReferences: [{
          apiVersion: 'k6.io/v1alpha1', kind: 'K6', name: 'k6-sample', uid: '5a2f8a1e-0000-4000-8000-000000000001', controller: true, blockOwnerDeletion: true,
        }],
      },
      spec: {
        backoffLimit: 0,
        completions: 1,
        parallelism: 1,
        template: {
          metadata: {
            labels: { app: 'k6', k6_cr: 'k6-sample', runner: 'true', 'k6.io/runner-index': '2', 'k6.io/role': 'runner', 'k6.io/managed-by': 'k6-operator' },
            annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' },
          },
          spec: {
            restartPolicy: 'Never',
            hostname: 'k6-sample-2',
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 120,
            securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
            containers: [{
              name: 'k6',
              image: 'example.test/k6:1.8.1',
              command: [
                'k6', 'run', '--quiet', '--execution-segment=1/3:2/3', '--execution-segment-sequence=0,1/3,2/3,1', '/test/test.js', '--address=0.0.0.0:6565',
                '--paused', '--tag', 'instance_id=2', '--tag', 'testrun_name=k6-sample', '--summary-export=stderr',
              ],
              env: [{ name: 'K6_SUMMARY_TREND_STATS', value: runnerTrendStats([]).join(',') }],
              ports: [{ containerPort: 6565, name: 'k6-rest', protocol: 'TCP' }],
              volumeMounts: [{ name: 'k6-test-volume', mountPath: '/test', readOnly: true }],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              readinessProbe: { httpGet: { path: '/v1/status', port: 6565 }, periodSeconds: 5 },
            }],
            volumes: [{ name: 'k6-test-volume', configMap: { name: 'k6-test' } }],
          },
        },
      },
    });
  });

  it('belongs to a TestRun just as well', () => {
    expect(jobOf(aStoredRun({}, { kind: 'TestRun' })).metadata?.ownerReferences).toMatchObject([{ kind: 'TestRun', controller: true }]);
  });
});

describe('a runner\'s command', () => {
  const end = '/test/test.js --address=0.0.0.0:6565 --paused --tag instance_id=1 --tag testrun_name=k6-sample';

  it('has no segment for a single runner', () => {
    expect(commandOf({})).toBe(`k6 run --quiet ${end}`);
  });

  it('gives each of four runners its quarter', () => {
    const segments = [1, 2, 3, 4].map((index) => /--execution-segment=\S+ --execution-segment-sequence=\S+/.exec(commandOf({}, index, 4))?.[0]);
    const sequence = '--execution-segment-sequence=0,1/4,2/4,3/4,1';
    expect(segments).toEqual([
      `--execution-segment=0:1/4 ${sequence}`, `--execution-segment=1/4:2/4 ${sequence}`, `--execution-segment=2/4:3/4 ${sequence}`, `--execution-segment=3/4:1 ${sequence}`,
    ]);
  });

  it.each(['false', 'False', 'FALSE', 'f', 'F', '0'])('is noisy with quiet: "%s"', (quiet) => {
    expect(commandOf({ quiet })).toBe(`k6 run ${end}`);
  });

  it('is not paused with paused: "false", and still has its REST API', () => {
    expect(commandOf({ paused: 'false' })).toBe('k6 run --quiet /test/test.js --address=0.0.0.0:6565 --tag instance_id=1 --tag testrun_name=k6-sample');
  });

  it('runs no setup() and teardown() of its own where they run once, and lingers after its test as runner 1 of several', () => {
    const flags = (spec: Partial<RunSpec>, index: number, total: number): string[] =>
      commandOf({ setup: 'Once', ...spec }, index, total).split(' ').filter((word) => /setup|teardown|linger/.test(word));
    expect(flags({}, 1, 3)).toEqual(['--no-setup', '--no-teardown', '--linger']);
    expect(flags({}, 3, 3)).toEqual(['--no-setup', '--no-teardown']);
    expect(flags({}, 1, 1)).toEqual([]);
    expect(flags({ setup: 'PerRunner' }, 1, 3)).toEqual([]);
  });

  it('has each of these flags once, and does not linger for a teardown() that its user leaves out', () => {
    const command = commandOf({ setup: 'Once', arguments: '--no-teardown' }, 1, 2);
    expect(command.match(/--no-teardown|--no-setup/g)).toEqual(['--no-teardown', '--no-setup']);
    expect(command).not.toContain('--linger');
    expect(commandOf({ setup: 'Once', arguments: '--no-setup' }, 1, 2).match(/--no-setup|--linger/g)).toEqual(['--no-setup', '--linger']);
  });

  it('has the user\'s arguments before the script, split as a shell does', () => {
    expect(jobOf(aStoredRun({ arguments: '-u 10  --tag "team=load test"\n-e A=\'b c\'' })).spec?.template.spec?.containers[0]?.command?.slice(3, 9)).toEqual([
      '-u', '10', '--tag', 'team=load test', '-e', 'A=b c',
    ]);
  });

  it('has args word for word, which win over arguments; $(VAR) is left to the kubelet', () => {
    const command = jobOf(aStoredRun({ arguments: '-u 10', args: ['--tag', 'a b', '--env', 'X=$(POD)', '--tag', ''] })).spec?.template.spec?.containers[0]?.command;
    expect(command?.slice(3, 9)).toEqual(['--tag', 'a b', '--env', 'X=$(POD)', '--tag', '']);
    expect(command).not.toContain('-u');
  });

  it('runs an archive, a file of another name, a file of the image and a file on a claim', () => {
    expect(commandOf({ script: { configMap: { name: 'x', file: 'archive.tar' } } })).toContain(' /test/archive.tar ');
    expect(commandOf({ script: { localFile: '/scripts/mine.js' } })).toContain(' /scripts/mine.js ');
    expect(commandOf({ script: { volumeClaim: { name: 'x', file: 'deep/mine.js' } } })).toContain(' /test/deep/mine.js ');
    expect(commandOf({ script: { volumeClaim: { name: 'x', file: '/mnt/mine.js' } } })).toContain(' /mnt/mine.js ');
  });

  it('is wrapped by scuttle where that is enabled, with its defaults', () => {
    const container = containerOf({ scuttle: { enabled: 'true', neverKillIstio: true, disableLogging: true, quitWithoutEnvoyTimeout: '30' } });
    expect(container.command?.slice(0, 3)).toEqual(['scuttle', 'k6', 'run']);
    expect(container.env).toEqual([
      { name: 'ENVOY_ADMIN_API', value: 'http://127.0.0.1:15000' }, { name: 'ISTIO_QUIT_API', value: 'http://127.0.0.1:15020' }, { name: 'WAIT_FOR_ENVOY_TIMEOUT', value: '15' },
      { name: 'NEVER_KILL_ISTIO', value: 'true' }, { name: 'SCUTTLE_LOGGING', value: 'false' }, { name: 'QUIT_WITHOUT_ENVOY_TIMEOUT', value: '30' },
    ]);
    expect(containerOf({ scuttle: { enabled: 'false', neverKillIstio: true } })).toMatchObject({ env: [], command: expect.not.arrayContaining(['scuttle']) });
    expect(containerOf({ scuttle: {} }).env).toEqual([]);
  });
});

describe('a runner\'s volumes', () => {
  it('are none for a script of the image', () => {
    expect(podOf({ script: { localFile: '/a.js' } })).toMatchObject({ volumes: [], containers: [{ volumeMounts: [] }] });
  });

  it('are the claim of the script, read-only in the mount alone', () => {
    expect(podOf({ script: { volumeClaim: { name: 'mine', readOnly: true } } })).toMatchObject({
      volumes: [{ name: 'k6-test-volume', persistentVolumeClaim: { claimName: 'mine' } }],
      containers: [{ volumeMounts: [{ name: 'k6-test-volume', mountPath: '/test', readOnly: true }] }],
    });
  });

  it('are the user\'s own after the script\'s', () => {
    const runner: PodSettings = { volumes: [{ name: 'data', emptyDir: {} }], volumeMounts: [{ name: 'data', mountPath: '/data' }] };
    const { volumes, containers } = podOf({ runner });
    expect(volumes?.map(({ name }) => name)).toEqual(['k6-test-volume', 'data']);
    expect(containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/test', '/data']);
  });
});

describe('a runner\'s init containers', () => {
  it('see the script, have a name and the runner\'s image where they name none, and stand in order', () => {
    const runner: PodSettings = {
      image: 'mine:1', initContainers: [{ command: ['fetch'] }, { name: 'own', image: 'other:2', volumeMounts: [{ name: 'data', mountPath: '/data' }], restartPolicy: 'Always' }],
    };
    const mount = { name: 'k6-test-volume', mountPath: '/test', readOnly: true };
    expect(podOf({ runner }).initContainers).toEqual([
      { name: 'k6-init-0', image: 'mine:1', command: ['fetch'], volumeMounts: [mount] },
      { name: 'own', image: 'other:2', volumeMounts: [mount, { name: 'data', mountPath: '/data' }], restartPolicy: 'Always' },
    ]);
  });

  it('are none by default', () => {
    expect(podOf({})).not.toHaveProperty('initContainers');
  });
});

describe('what the user sets for runners', () => {
  it.each<[string, PodSettings, Partial<PodSpec>]>([
    ['priorityClassName', { priorityClassName: 'high' }, { priorityClassName: 'high' }],
    ['schedulerName', { schedulerName: 'mine' }, { schedulerName: 'mine' }],
    ['nodeSelector', { nodeSelector: { pool: 'load' } }, { nodeSelector: { pool: 'load' } }],
    ['nodeselector, as in 2022', { nodeselector: { pool: 'load' } }, { nodeSelector: { pool: 'load' } }],
    ['tolerations', { tolerations: [{ key: 'load', operator: 'Exists' }] }, { tolerations: [{ key: 'load', operator: 'Exists' }] }],
    ['imagePullSecrets', { imagePullSecrets: [{ name: 'pull' }] }, { imagePullSecrets: [{ name: 'pull' }] }],
    ['serviceAccountName', { serviceAccountName: 'loader' }, { serviceAccountName: 'loader' }],
    ['automountServiceAccountToken "false"', { automountServiceAccountToken: 'false' }, { automountServiceAccountToken: false }],
    ['automountServiceAccountToken "true"', { automountServiceAccountToken: 'true' }, { automountServiceAccountToken: true }],
    ['securityContext', { securityContext: { runAsUser: 1000 } }, { securityContext: { runAsUser: 1000 } }],
    [
      'topologySpreadConstraints',
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
    ],
  ])('%s goes to the pod', (_what, runner, expected) => {
    expect(podOf({ runner })).toMatchObject(expected);
  });

  it.each<[string, PodSettings, Partial<Container>]>([
    ['image', { image: 'mine:1' }, { image: 'mine:1' }],
    ['imagePullPolicy', { imagePullPolicy: 'Always' }, { imagePullPolicy: 'Always' }],
    ['env', { env: [{ name: 'A', value: 'b' }] }, { env: [{ name: 'A', value: 'b' }] }],
    ['envFrom', { envFrom: [{ configMapRef: { name: 'c' } }] }, { envFrom: [{ configMapRef: { name: 'c' } }] }],
    ['resources', { resources: { limits: { cpu: '1' } } }, { resources: { limits: { cpu: '1' } } }],
    ['containerSecurityContext', { containerSecurityContext: { runAsNonRoot: true } }, { securityContext: { runAsNonRoot: true } }],
    ['readinessProbe', { readinessProbe: { periodSeconds: 1 } }, { readinessProbe: { periodSeconds: 1 } }],
    ['livenessProbe', { livenessProbe: { periodSeconds: 9 } }, { livenessProbe: { periodSeconds: 9 } }],
  ])('%s goes to the container', (_what, runner, expected) => {
    expect(containerOf({ runner })).toMatchObject(expected);
  });

  it('sets no liveness probe where the user sets none: it would kill a busy runner', () => {
    expect(containerOf({})).not.toHaveProperty('livenessProbe');
  });

  it('adds ports after k6\'s own', () => {
    expect(containerOf({ ports: [{ containerPort: 5665, name: 'dashboard' }] }).ports?.map(({ containerPort }) => containerPort)).toEqual([6565, 5665]);
  });

  it('puts spec.image of 2022 into the runners', () => {
    expect(containerOf({ image: 'old:1' })).toMatchObject({ image: 'old:1' });
  });

  it('adds labels and annotations, and can override none that the operator selects by', () => {
    const labels = { team: 'load', app: 'mine', k6_cr: 'other', runner: 'no', 'k6.io/runner-index': '9', 'k6.io/role': 'starter' };
    const job = jobOf(aStoredRun({ runner: { metadata: { labels, annotations: { note: 'x', 'karpenter.sh/do-not-disrupt': 'false' } } } }), 2, 3);
    const ours = { team: 'load', app: 'k6', k6_cr: 'k6-sample', runner: 'true', 'k6.io/runner-index': '2', 'k6.io/role': 'runner', 'k6.io/managed-by': 'k6-operator' };
    expect(job.metadata?.labels).toEqual(ours);
    expect(job.spec?.template.metadata?.labels).toEqual(ours);
    expect(job.spec?.template.metadata?.annotations).toMatchObject({ note: 'x', 'karpenter.sh/do-not-disrupt': 'false' });
  });
});

describe('separate runners', () => {
  const apart = { labelSelector: { matchLabels: { app: 'k6', runner: 'true', k6_cr: 'k6-sample' } }, topologyKey: 'kubernetes.io/hostname' };

  it('keep each other, and no other run\'s, off their nodes', () => {
    expect(podOf({ separate: true }).affinity).toEqual({ podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } });
  });

  it('keep the affinity that the user gave', () => {
    const own = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'zone' };
    const preferred = { weight: 1, podAffinityTerm: own };
    const affinity = {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] },
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [own], preferredDuringSchedulingIgnoredDuringExecution: [preferred] },
    };
    expect(podOf({ separate: true, runner: { affinity } }).affinity).toEqual({
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] },
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [own, apart], preferredDuringSchedulingIgnoredDuringExecution: [preferred] },
    });
  });

  it('are asked for: without, the user\'s affinity stands alone', () => {
    const affinity = { nodeAffinity: {} };
    expect(podOf({ runner: { affinity } }).affinity).toEqual(affinity);
    expect(podOf({})).not.toHaveProperty('affinity');
  });
});
