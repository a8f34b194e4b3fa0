import type { RunSpec } from '../../api/spec.ts';
import type { Stage } from '../../api/status.ts';

/** Where a fault is found: `schema` rows are refused by the CRD and by all else, `webhook` rows pass the CRD alone. */
export type Caught = 'schema' | 'webhook';

const script = { localFile: 'a' };
const runner = (settings: object): object => ({ script, runner: settings });

/** Names and specs that all take. */
export const good: readonly (readonly [name: string, spec: unknown])[] = [
  ['a', { script }],
  ['a', { script, parallelism: 500 }],
  ['a', { script: { configMap: { name: 'a', file: 'archive.tar' } } }],
  ['a', { script: { configMap: { name: 'a', file: '.hidden.js' } } }],
  ['a', { script: { volumeClaim: { name: 'a', file: '/b/c.js', readOnly: true } } }],
  ['a'.repeat(51), { script }],
  ['a', { script, startDeadlineSeconds: 1, activeDeadlineSeconds: 1, ttlSecondsAfterFinished: 0 }],
  ['a', { script, quiet: 'False', paused: '0', cleanup: 'post', runnerLossPolicy: 'Fail' }],
  ['a', runner({ initContainers: [{ image: 'busybox' }] })],
  ['a', runner({ resources: { limits: { cpu: 1, memory: '1000Mi' } } })],
  ['a', { script, args: ['-u', '1'], ports: [{ containerPort: 1 }, { containerPort: 65535, name: 'metrics', protocol: 'UDP' }] }],
  ['a', runner({ metadata: { labels: { 'example.com/a': 'B_c.d', 'empty': '' } } })],
  ['a', { script, image: 'Registry.Example:80/a/b_c--d:v1' }],
  ['a', { script, initializer: { image: `k6@sha256:${'a'.repeat(64)}` } }],
  ['a', runner({ tolerations: [{ operator: 'Exists' }], nodeselector: { a: 'b' } })],
];

/** Names and specs that are refused, and where. */
export const bad: readonly (readonly [caught: Caught, name: string, spec: unknown])[] = [
  ['schema', 'a', {}],
  ['schema', 'a', { script: 'my-test' }],
  ['schema', 'a', { script: {} }],
  ['schema', 'a', { script: { localFile: 'a', configMap: { name: 'b' } } }],
  ['schema', 'a', { script: { volumeClaim: { name: 'a' }, configMap: { name: 'b' } } }],
  ['schema', 'a', { script: { localFile: '' } }],
  ['schema', 'a', { script: { configMap: {} } }],
  ['schema', 'a', { script: { configMap: { name: '' } } }],
  ['schema', 'a', { script: { configMap: { name: 'a', file: 'b/c.js' } } }],
  ['schema', 'a', { script: { configMap: { name: 'a', file: '..js' } } }],
  ['schema', 'a.b', { script }],
  ['schema', 'a'.repeat(52), { script }],
  ['schema', 'a', { script, parallelism: 0 }],
  ['schema', 'a', { script, parallelism: -1 }],
  ['schema', 'a', { script, parallelism: 1.5 }],
  ['schema', 'a', { script, parallelism: '4' }],
  ['schema', 'a', { script, startDeadlineSeconds: 0 }],
  ['schema', 'a', { script, activeDeadlineSeconds: 0 }],
  ['schema', 'a', { script, ttlSecondsAfterFinished: -1 }],
  ['schema', 'a', { script, quiet: true }],
  ['schema', 'a', { script, paused: 'maybe' }],
  ['schema', 'a', { script, cleanup: 'pre' }],
  ['schema', 'a', { script, runnerLossPolicy: 'continue' }],
  ['schema', 'a', { script, separate: 'true' }],
  ['schema', 'a', { script, args: '--vus 10' }],
  ['schema', 'a', { script, args: [1] }],
  ['schema', 'a', { script, arguments: `-e A=${'b'.repeat(200_000)}` }],
  ['schema', 'a', { script, image: '<custom-image>' }],
  ['schema', 'a', { script, initializer: { disabled: 'true' } }],
  ['schema', 'a', { script, scuttle: { enabled: true } }],
  ['schema', 'a', { script, ports: [{ name: 'a' }] }],
  ['schema', 'a', { script, ports: [{ containerPort: 0 }] }],
  ['schema', 'a', { script, ports: [{ containerPort: 80, name: 'prometheus-metrics' }] }],
  ['schema', 'a', { script, ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }],
  ['schema', 'a', { script, starter: { metadata: { labels: { a: 1 } } } }],
  ['schema', 'a', runner({ metadata: { labels: { a: 'load test' } } })],
  ['schema', 'a', runner({ image: 'A B' })],
  ['schema', 'a', runner({ resources: { limits: { memory: '1000mi' } } })],
  ['schema', 'a', runner({ resources: { limits: { cpu: 0.5 } } })],
  ['schema', 'a', runner({ env: [{ name: 'A', value: 5 }] })],
  ['schema', 'a', runner({ env: [{ value: 'a' }] })],
  ['schema', 'a', runner({ env: [{ name: 'A' }, { name: 'A' }] })],
  ['schema', 'a', runner({ env: { A: 'b' } })],
  ['schema', 'a', runner({ imagePullPolicy: 'always' })],
  ['schema', 'a', runner({ automountServiceAccountToken: true })],
  ['schema', 'a', runner({ volumes: [{ name: 'a', emptyDir: {} }, { name: 'a', emptyDir: {} }] })],
  ['schema', 'a', runner({ affinity: { nodeAffinity: [] } })],
  ['schema', 'a', runner({ readinessProbe: { httpGet: { path: '/' } } })],
  ['webhook', 'a', { script: { volumeClaim: { name: 'a', file: '/test.js' } } }],
  ['webhook', 'a', { script: { configMap: { name: 'A_b' } } }],
  ['webhook', 'a', { script, parallelism: 1001 }],
  ['webhook', 'a', { script, arguments: '--vus 10 --linger' }],
  ['webhook', 'a', { script, arguments: '"open' }],
  ['webhook', 'a', { script, args: ['--execution-segment', '0:1/2'] }],
  ['webhook', 'a', { script, args: ['stray'] }],
  ['webhook', 'a', { script, ports: [{ containerPort: 80, name: '80' }] }],
  ['webhook', 'a', { script, ports: [{ containerPort: 80, name: 'k6-rest' }] }],
  ['webhook', 'a', runner({ env: [{ name: 'A=B' }] })],
  ['webhook', 'a', runner({ env: [{ name: 'A', valueFrom: {} }] })],
  ['webhook', 'a', runner({ metadata: { labels: { 'a b': 'c' } } })],
  ['webhook', 'a', runner({ metadata: { labels: { 'job-name': 'c' } } })],
  ['webhook', 'a', runner({ nodeSelector: { a: 'b c' } })],
  ['webhook', 'a', runner({ resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } })],
  ['webhook', 'a', runner({ resources: { limits: { gpu: '1' } } })],
  ['webhook', 'a', runner({ serviceAccountName: 'My Account' })],
  ['webhook', 'a', runner({ volumes: [{ name: 'a' }] })],
  ['webhook', 'a', runner({ volumeMounts: [{ name: 'a', mountPath: '/a' }] })],
  ['webhook', 'a', runner({ initContainers: [{ name: 'k6' }] })],
  ['webhook', 'a', runner({ readinessProbe: { periodSeconds: 5 } })],
  ['webhook', 'a', runner({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] })],
  ['webhook', 'a', runner({ securityContext: { runAsUser: -1 } })],
  ['webhook', 'a', runner({ containerSecurityContext: { privileged: true, allowPrivilegeEscalation: false } })],
  ['webhook', 'a', runner({ topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] })],
];

/** What a run with four runners and the image `a` may become in a stage. */
export const goodChanges: readonly (readonly [stage: Stage | undefined, change: Partial<RunSpec>])[] = [
  [undefined, { parallelism: 2 }],
  ['initialized', { parallelism: 2, runner: { image: 'b' } }],
  ['started', { stop: true, ttlSecondsAfterFinished: 60 }],
  ['finished', { ttlSecondsAfterFinished: 60 }],
  ['started', {}],
];

/** What it may not, and the field that says why. */
export const badChanges: readonly (readonly [stage: Stage, change: Partial<RunSpec>, field: string])[] = [
  ['created', { parallelism: 2 }, 'parallelism'],
  ['started', { runner: { image: 'b' } }, 'runner'],
  ['started', { arguments: '--vus 1' }, 'arguments'],
  ['finished', { script: { localFile: 'b' } }, 'script'],
  ['error', { stop: true, separate: true }, 'separate'],
];
