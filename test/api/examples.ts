import type { Schema } from '../../api/schema/schema.ts';
import type { InitContainer, InitializerSettings, PodSettings, RunSpec, Scuttle } from '../../api/spec.ts';
import type { Condition, RunStatus } from '../../api/status.ts';

/** A type with every field of its own; the compiler asks for each of them. */
type Whole<T> = { [K in keyof Required<T>]: NonNullable<T[K]> };

const initContainer: Whole<InitContainer> = {
  name: 'fetch', image: 'busybox:1', command: ['sh'], args: ['-c', 'true'], workingDir: '/tmp', env: [{ name: 'A', value: 'b' }], envFrom: [{ configMapRef: { name: 'a' } }],
  resources: { limits: { cpu: '1' } }, restartPolicy: 'Always', volumeMounts: [{ name: 'data', mountPath: '/data' }],
};

const pod: Whole<PodSettings> = {
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'k6' } } }] } },
  automountServiceAccountToken: 'false',
  containerSecurityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
  env: [{ name: 'A', value: 'b' }, { name: 'C', valueFrom: { secretKeyRef: { name: 'c', key: 'd', optional: true } } }],
  envFrom: [{ secretRef: { name: 'a' }, prefix: 'B_' }],
  image: 'grafana/k6:1.8.1',
  imagePullPolicy: 'IfNotPresent',
  imagePullSecrets: [{ name: 'registry' }],
  initContainers: [initContainer],
  livenessProbe: { httpGet: { path: '/v1/status', port: 6565 }, periodSeconds: 5 },
  metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  nodeselector: { 'kubernetes.io/arch': 'amd64' },
  priorityClassName: 'high',
  readinessProbe: { httpGet: { path: '/v1/status', port: 'http-api', httpHeaders: [{ name: 'A', value: 'b' }] } },
  resources: { limits: { memory: '1000Mi' }, requests: { cpu: '100m', memory: '500Mi' } },
  schedulerName: 'default-scheduler',
  securityContext: { runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  serviceAccountName: 'k6',
  tolerations: [{ key: 'load', operator: 'Exists', effect: 'NoSchedule' }],
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }],
  volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
  volumes: [{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }, { name: 'csi', csi: { driver: 'a', volumeAttributes: { b: 'c' } } }],
};

const initializer: Whole<InitializerSettings> = { ...pod, disabled: true };

const scuttle: Whole<Scuttle> = {
  enabled: 'true', envoyAdminApi: 'http://127.0.0.1:15000', neverKillIstio: false, neverKillIstioOnFailure: true, disableLogging: false, scuttleLogging: true,
  startWithoutEnvoy: false, waitForEnvoyTimeout: '15', istioQuitApi: 'http://127.0.0.1:15020', genericQuitEndpoint: 'http://127.0.0.1/quit', quitWithoutEnvoyTimeout: '5',
};

/** A spec with every field that a run has. */
export const wholeSpec: Whole<RunSpec> = {
  script: { volumeClaim: { name: 'scripts', file: '/srv/test.js', readOnly: true } },
  parallelism: 4,
  separate: true,
  arguments: '--vus 10 --tag "team=load test"',
  args: ['--vus', '10', '-e', ''],
  ports: [{ containerPort: 5656, name: 'metrics', protocol: 'TCP' }],
  quiet: 'true',
  paused: 'true',
  cleanup: 'post',
  scuttle,
  initializer,
  starter: pod,
  runner: pod,
  image: 'grafana/k6:1.8.1',
  stop: false,
  startDeadlineSeconds: 600,
  activeDeadlineSeconds: 3600,
  ttlSecondsAfterFinished: 0,
  runnerLossPolicy: 'Continue',
  setup: 'Once',
  testRunId: '1',
  token: 'cloud',
};

const condition: Whole<Condition> = {
  type: 'Finished', status: 'True', reason: 'RunCompleted', message: 'Every runner ended by itself', observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z',
};

/** A status with every field that a run can have. */
export const wholeStatus: Whole<RunStatus> = {
  stage: 'finished',
  result: 'ThresholdsFailed',
  exitCode: 99,
  runners: { total: 4, ready: 0, running: 0, succeeded: 3, failed: 1, readyTotal: '0/4' },
  requirements: { maxVUs: 40, totalDuration: '1m30s' },
  script: {
    k6Version: 'v1.8.1', streamOutput: 'opentelemetry', streamFault: 'the run has an OpenTelemetry output of its own', trendStats: ['avg', 'p(99)'], timeUnit: 'ms', handlesSummary: true,
  },
  thresholds: [{
    metric: 'http_req_duration', expression: 'p(95)<200', abortOnFail: true, delayAbortEval: '10s', state: 'Failed', ok: false, observed: 212.5, errorBound: { low: 212.1, high: 213 },
  }],
  summary: {
    time: '2026-01-01T00:00:00Z', final: true, source: 'StreamAndSummaries', runnersReported: 4, vus: 40, iterations: 1000, iterationsPerSecond: 11.1, requests: 1000,
    requestsPerSecond: 11.1, requestsFailed: 0.01, p95Milliseconds: 212.5, p95Bound: { low: 212.1, high: 213 }, checksPassed: 990, checksFailed: 10, dataReceivedBytes: 123456,
    dataSentBytes: 12345, notes: ['the summary of runner 3 is missing'],
  },
  start: { time: '2026-01-01T00:00:00.123Z', skewMilliseconds: 1.5 },
  finishedAt: '2026-01-01T00:00:00Z',
  failures: [{ runner: 2, reason: 'ThresholdsFailed', exitCode: 99, message: 'a threshold failed' }],
  observedGeneration: 1,
  conditions: [condition],
};

/** A value with every field that a schema knows, at any depth. */
export function everyField(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema['x-kubernetes-int-or-string']) return '1';
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  switch (schema.type) {
    case 'object': return everyProperty(schema);
    case 'array': return [everyField(schema.items ?? {})];
    case 'boolean': return true;
    case 'string': return 'a';
    default: return 1;
  }
}

function everyProperty(schema: Schema): unknown {
  if (schema.additionalProperties) return { key: everyField(schema.additionalProperties) };
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, everyField(property)]));
}
