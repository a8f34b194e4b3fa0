import type { InitContainer, InitializerSettings, RunSpec, Scuttle } from '../../spec.ts';

/** What the reference says of a field beside its description. Examples are YAML; a test holds each of them to the rules of admission. */
export interface Example {
  /** What counts where the field is left out. */
  default?: string;
  /** The field as it stands in a manifest, on one line. */
  example: string;
}

type Examples<T> = Record<keyof T, Example>;
/** Fields of `spec` that have fields of their own. */
export type Block = 'script' | 'scuttle' | 'runner' | 'starter' | 'initializer';

/** Fields of `spec` itself. */
export const specExamples: Examples<Omit<RunSpec, Block>> = {
  parallelism: { default: '1', example: 'parallelism: 8' },
  separate: { default: 'false', example: 'separate: true' },
  arguments: { default: 'none', example: `arguments: --vus 80 --tag 'team=load testing'` },
  args: { default: 'none', example: `args: ["--vus", "80", "--tag", "team=load testing"]` },
  ports: { default: 'none', example: 'ports: [{name: metrics, containerPort: 5656}]' },
  quiet: { default: '"true"', example: 'quiet: "false"' },
  paused: { default: '"true"', example: 'paused: "false"' },
  cleanup: { default: 'none', example: 'cleanup: post' },
  stop: { default: 'false', example: 'stop: true' },
  startDeadlineSeconds: { default: '600', example: 'startDeadlineSeconds: 1800' },
  activeDeadlineSeconds: { default: 'none', example: 'activeDeadlineSeconds: 3600' },
  ttlSecondsAfterFinished: { default: 'none', example: 'ttlSecondsAfterFinished: 86400' },
  runnerLossPolicy: { default: 'Fail', example: 'runnerLossPolicy: Continue' },
  setup: { default: 'PerRunner', example: 'setup: Once' },
  image: { default: 'none', example: 'image: registry.example.com/k6:1.8.1' },
  testRunId: { default: 'none', example: 'testRunId: "1234"' },
  token: { default: 'none', example: 'token: my-secret' },
};

export const scriptExamples: Record<string, Example> = {
  configMap: { default: 'none', example: 'configMap: {name: my-test, file: main.js}' },
  'configMap.name': { example: 'configMap: {name: my-test}' },
  'configMap.file': { default: 'test.js', example: 'configMap: {name: my-test, file: archive.tar}' },
  volumeClaim: { default: 'none', example: 'volumeClaim: {name: my-scripts, file: suites/main.js}' },
  'volumeClaim.name': { example: 'volumeClaim: {name: my-scripts}' },
  'volumeClaim.file': { default: 'test.js', example: 'volumeClaim: {name: my-scripts, file: /scripts/main.js}' },
  'volumeClaim.readOnly': { default: 'false', example: 'volumeClaim: {name: my-scripts, readOnly: true}' },
  localFile: { default: 'none', example: 'localFile: /scripts/main.js' },
};

export const podExamples: Examples<InitializerSettings> = {
  disabled: { default: 'false', example: 'disabled: true' },
  affinity: {
    default: 'none',
    example: 'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: load, operator: Exists}]}]}}}',
  },
  automountServiceAccountToken: { default: 'the service account\'s; starter: "false"', example: 'automountServiceAccountToken: "false"' },
  containerSecurityContext: {
    default: '{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}; starter also: {runAsNonRoot: true, runAsUser: 65532, readOnlyRootFilesystem: true}',
    example: 'containerSecurityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true}',
  },
  env: { default: 'none', example: 'env: [{name: TARGET, value: "http://shop.example"}]' },
  envFrom: { default: 'none', example: 'envFrom: [{secretRef: {name: shop-login}}]' },
  image: { default: 'the chart\'s k6.image; starter: the operator\'s', example: 'image: registry.example.com/k6:1.8.1' },
  imagePullPolicy: { default: 'Kubernetes\'; starter: the chart\'s image.pullPolicy', example: 'imagePullPolicy: IfNotPresent' },
  imagePullSecrets: { default: 'none', example: 'imagePullSecrets: [{name: registry-login}]' },
  initContainers: {
    default: 'none',
    example: 'initContainers: [{image: "alpine/git:2.49.1", args: [clone, "https://git.example/tests", /tests], volumeMounts: [{name: tests, mountPath: /tests}]}]',
  },
  livenessProbe: { default: 'none', example: 'livenessProbe: {httpGet: {path: /v1/status, port: 6565}, failureThreshold: 30}' },
  metadata: { default: '{labels: {app: k6, k6.io/managed-by: k6-operator}}', example: 'metadata: {labels: {team: shop}, annotations: {sidecar.istio.io/inject: "false"}}' },
  nodeSelector: { default: 'none', example: 'nodeSelector: {kubernetes.io/arch: amd64}' },
  nodeselector: { default: 'none', example: 'nodeselector: {kubernetes.io/arch: amd64}' },
  priorityClassName: { default: 'none', example: 'priorityClassName: load-tests' },
  readinessProbe: { default: '{httpGet: {path: /v1/status, port: 6565}, periodSeconds: 5}', example: 'readinessProbe: {tcpSocket: {port: 6565}, periodSeconds: 10}' },
  resources: {
    default: 'none; starter: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 256Mi}}',
    example: 'resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {memory: 1Gi}}',
  },
  schedulerName: { default: 'the cluster\'s', example: 'schedulerName: volcano' },
  securityContext: { default: '{seccompProfile: {type: RuntimeDefault}}', example: 'securityContext: {runAsUser: 12345, fsGroup: 12345}' },
  serviceAccountName: { default: 'default', example: 'serviceAccountName: load-tester' },
  tolerations: { default: 'none', example: 'tolerations: [{key: load, operator: Exists, effect: NoSchedule}]' },
  topologySpreadConstraints: {
    default: 'none',
    example: 'topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {k6_cr: my-run}}}]',
  },
  volumeMounts: { default: 'none', example: 'volumeMounts: [{name: results, mountPath: /results}]' },
  volumes: { default: 'none', example: 'volumes: [{name: results, emptyDir: {}}]' },
};

/** A field of an init container; its example is the container with it. */
export const initContainerExamples: Examples<InitContainer> = {
  name: { default: 'k6-init-<index>', example: '{name: fetch}' },
  image: { default: 'the runner\'s', example: '{image: "busybox:1.37"}' },
  command: { default: 'the image\'s', example: '{command: [sh, -c, cp -r /srv /data]}' },
  args: { default: 'the image\'s', example: '{args: [--verbose]}' },
  workingDir: { default: 'the image\'s', example: '{workingDir: /data}' },
  env: { default: 'none', example: '{env: [{name: BRANCH, value: main}]}' },
  envFrom: { default: 'none', example: '{envFrom: [{configMapRef: {name: settings}}]}' },
  resources: { default: 'none', example: '{resources: {limits: {memory: 64Mi}}}' },
  restartPolicy: { default: 'none', example: '{restartPolicy: Always}' },
  volumeMounts: { default: 'none', example: '{volumeMounts: [{name: data, mountPath: /data}]}' },
};

export const scuttleExamples: Examples<Scuttle> = {
  enabled: { default: '"false"', example: 'enabled: "true"' },
  envoyAdminApi: { default: 'http://127.0.0.1:15000', example: 'envoyAdminApi: http://127.0.0.1:15000' },
  neverKillIstio: { default: 'none', example: 'neverKillIstio: true' },
  neverKillIstioOnFailure: { default: 'none', example: 'neverKillIstioOnFailure: true' },
  disableLogging: { default: 'none', example: 'disableLogging: true' },
  scuttleLogging: { default: 'none', example: 'scuttleLogging: true' },
  startWithoutEnvoy: { default: 'none', example: 'startWithoutEnvoy: true' },
  waitForEnvoyTimeout: { default: '15', example: 'waitForEnvoyTimeout: "30"' },
  istioQuitApi: { default: 'http://127.0.0.1:15020', example: 'istioQuitApi: http://127.0.0.1:15020' },
  genericQuitEndpoint: { default: 'none', example: 'genericQuitEndpoint: http://127.0.0.1:8000/quit' },
  quitWithoutEnvoyTimeout: { default: 'none', example: 'quitWithoutEnvoyTimeout: "5"' },
};

/** Paths of `status` with a value of each. */
export const statusExamples: Record<string, string> = {
  stage: 'finished',
  result: 'ThresholdsFailed',
  exitCode: '99',
  'runners.total': '4',
  'runners.ready': '4',
  'runners.running': '4',
  'runners.succeeded': '3',
  'runners.failed': '1',
  'runners.readyTotal': '4/4',
  'requirements.maxVUs': '80',
  'requirements.totalDuration': '1m30s',
  'script.k6Version': 'v1.8.1',
  'script.streamOutput': 'cloud',
  'script.streamFault': 'spec.arguments has an OpenTelemetry output of its own',
  'script.trendStats': '[avg, p(99)]',
  'script.timeUnit': 'ms',
  'script.handlesSummary': 'true',
  'thresholds[].metric': 'http_req_duration{status:200}',
  'thresholds[].expression': 'p(95)<200',
  'thresholds[].abortOnFail': 'true',
  'thresholds[].delayAbortEval': '10s',
  'thresholds[].state': 'Failed',
  'thresholds[].ok': 'false',
  'thresholds[].observed': '212.5',
  'thresholds[].errorBound': '{low: 212.1, high: 213.4}',
  'summary.time': '"2026-11-23T10:01:30Z"',
  'summary.final': 'true',
  'summary.source': 'StreamAndSummaries',
  'summary.runnersReported': '4',
  'summary.vus': '80',
  'summary.iterations': '7200',
  'summary.iterationsPerSecond': '80.2',
  'summary.requests': '7200',
  'summary.requestsPerSecond': '80.2',
  'summary.requestsFailed': '0.012',
  'summary.p95Milliseconds': '212.5',
  'summary.p95Bound': '{low: 212.1, high: 213.4}',
  'summary.checksPassed': '7100',
  'summary.checksFailed': '100',
  'summary.dataReceivedBytes': '1234567',
  'summary.dataSentBytes': '123456',
  'summary.notes': '[the summary of runner 3 is missing]',
  'start.time': '"2026-11-23T10:00:00.123Z"',
  'start.skewMilliseconds': '12.5',
  finishedAt: '"2026-11-23T10:01:31Z"',
  'failures[].runner': '3',
  'failures[].reason': 'ScriptException',
  'failures[].exitCode': '107',
  'failures[].message': 'the script threw',
  observedGeneration: '2',
  'conditions[].type': 'Passed',
  'conditions[].status': '"False"',
  'conditions[].reason': 'ThresholdsFailed',
  'conditions[].message': 'http_req_duration: p(95)<200 is 212.5',
  'conditions[].observedGeneration': '2',
  'conditions[].lastTransitionTime': '"2026-11-23T10:01:31Z"',
};
