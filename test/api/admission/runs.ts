import fc, { type Arbitrary } from 'fast-check';
import type { JsonObject } from '../../../api/json.ts';

/** Fields of which each may be left out, in one of three. */
function some(fields: Record<string, Arbitrary<unknown>>): Arbitrary<JsonObject> {
  const maybe = Object.entries(fields).map(([name, value]) => fc.option(value, { nil: undefined, freq: 2 }).map((given) => [name, given] as const));
  return fc.tuple(...maybe).map((entries) => Object.fromEntries(entries.filter(([, given]) => given !== undefined)));
}

/** Mostly what is right, now and then what Kubernetes refuses: the checks must tell them apart. */
function mostly<T>(right: Arbitrary<T>, ...wrong: unknown[]): Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
}

const list = <T>(entry: Arbitrary<T>, minLength = 0): Arbitrary<T[]> => fc.array(entry, { minLength, maxLength: 3 });
const pick = <T>(...values: T[]): Arbitrary<T> => fc.constantFrom(...values);

const objectName = mostly(pick('a', 'k6-test', 'a.b-c', 'x'.repeat(63), 'y'.repeat(253)), 'A_b', '-a');
const labelKey = mostly(pick('a', 'example.com/a_B.c', 'x'.repeat(63), `${'d'.repeat(250)}.io/k`), 'a b', '/a', '');
const labelValue = mostly(pick('', 'x', 'a_B.c-1', 'z'.repeat(63)), 'a b', 'z'.repeat(64));
const labels = fc.dictionary(mostly(pick('team', 'example.com/a_B.c', 'kubernetes.io/os', 'app', 'runner'), 'a b', 'job-name', 'batch.kubernetes.io/controller-uid') as Arbitrary<string>, labelValue, { maxKeys: 3 });
const annotations = fc.dictionary(mostly(pick('a', 'Example.com/B', 'example.com/c'), 'a b') as Arbitrary<string>, pick('', 'b c\n', 'ü'.repeat(100)), { maxKeys: 2 });
const id = mostly(pick(0, 1, 65532, 2 ** 31 - 1), -1, 2 ** 31);
const file = mostly(pick('a', 'b/c.txt', 'd..e', '.hidden'), '/abs', '../up', 'a/../b', '..', '..x');
const fileMode = mostly(pick(0, 0o400, 0o777), 0o1000, -1);

const requirement = (...operators: string[]): Arbitrary<JsonObject> => fc.record({ key: labelKey, operator: mostly(pick(...operators), 'Is') as Arbitrary<string>, count: pick(0, 1, 1, 2), value: labelValue })
  .map(({ key, operator, count, value }) => ({ key, operator, ...(count > 0 && { values: Array.from<unknown>({ length: count }).fill(operator === 'Gt' || operator === 'Lt' ? '5' : value) }) }));
const selector = some({ matchLabels: labels, matchExpressions: list(requirement('In', 'NotIn', 'Exists', 'DoesNotExist')) });
const nodeTerm = some({ matchExpressions: list(requirement('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt')), matchFields: list(fc.record({ key: mostly(pick('metadata.name'), 'spec.x'), operator: pick('In', 'NotIn'), values: list(objectName, 1) })) });
const weight = mostly(pick(1, 50, 100), 0, 101);
const podTerm = fc.tuple(fc.record({ topologyKey: labelKey }), some({ labelSelector: selector, namespaces: list(mostly(pick('a', 'b-c'), 'A')), namespaceSelector: selector, matchLabelKeys: list(pick('a', 'team', 'b')), mismatchLabelKeys: list(pick('a', 'c')) })).map(([a, b]) => ({ ...a, ...b }));
const podAffinity = some({ requiredDuringSchedulingIgnoredDuringExecution: list(podTerm), preferredDuringSchedulingIgnoredDuringExecution: list(fc.record({ weight, podAffinityTerm: podTerm })) });
const affinity = some({
  nodeAffinity: some({ requiredDuringSchedulingIgnoredDuringExecution: fc.record({ nodeSelectorTerms: mostly(list(nodeTerm, 1), []) }), preferredDuringSchedulingIgnoredDuringExecution: list(fc.record({ weight, preference: nodeTerm })) }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

const toleration = some({ key: labelKey, operator: mostly(pick('Equal', 'Exists'), 'In'), value: labelValue, effect: mostly(pick('NoSchedule', 'PreferNoSchedule', 'NoExecute'), 'Evict'), tolerationSeconds: pick(0, 60) });
const spread = fc.tuple(
  fc.record({ maxSkew: mostly(pick(1, 5), 0), topologyKey: labelKey, whenUnsatisfiable: mostly(pick('DoNotSchedule', 'ScheduleAnyway'), 'Never') }),
  some({ minDomains: mostly(pick(1, 3), 0), labelSelector: selector, matchLabelKeys: list(pick('a', 'team')), nodeAffinityPolicy: mostly(pick('Honor', 'Ignore'), 'Maybe'), nodeTaintsPolicy: pick('Honor', 'Ignore') }),
).map(([a, b]) => ({ ...a, ...b }));

const quantity = mostly(pick<unknown>('1', '100m', '0.5', '1Gi', '1000Mi', '1e3', '1001m', '1.001', 1, '12E', '1000m', '+1', '.5', '3.'), '1000mi', '-1', 0.5, '');
const amounts = fc.dictionary(mostly(pick('cpu', 'memory', 'ephemeral-storage', 'example.com/gpu', 'hugepages-2Mi'), 'storage', 'gpu', 'pods', 'kubernetes.io/x', 'requests.cpu') as Arbitrary<string>, quantity, { maxKeys: 3 });
const resources = fc.oneof(some({ limits: amounts, requests: amounts }), amounts.map((same) => ({ limits: same, requests: same })), pick({ limits: { 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi', 'cpu': '1' } }, { claims: [{ name: 'a' }] }));

const variable = mostly(pick('A', 'a.b-c', '1_A', 'B C', 'D'), 'A=B', 'ü', '');
const keyOf = fc.record({ name: objectName, key: mostly(pick('k', 'a.b_C-1'), '', '..', 'a/b'), optional: fc.boolean() });
const fieldPath = mostly(pick('metadata.name', 'metadata.uid', 'status.podIP', 'spec.nodeName', "metadata.labels['app']", "metadata.annotations['example.com/a']"), 'spec.containers', 'status.phase', '');
const resource = mostly(pick('limits.cpu', 'requests.memory', 'limits.ephemeral-storage'), 'limits.gpu', 'cpu');
const source = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(fc.record({ fieldRef: some({ fieldPath }) }), fc.record({ resourceFieldRef: fc.tuple(fc.record({ resource }), some({ divisor: pick('1', '1m', '1Mi', '7') })).map(([a, b]) => ({ ...a, ...b })) }), fc.record({ secretKeyRef: keyOf }), fc.record({ configMapKeyRef: keyOf })) },
  { weight: 1, arbitrary: pick({}, { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 'a', key: 'b' } }) },
);
const env: Arbitrary<unknown[]> = fc.uniqueArray<{ name: unknown }, unknown>(fc.oneof(fc.record({ name: variable, value: pick('', 'b', '$(A) $$', 'ü\n') }), fc.record({ name: variable, valueFrom: source })), { maxLength: 4, selector: ({ name }) => name });
const envFrom = list(mostly(fc.oneof(fc.record({ configMapRef: fc.record({ name: objectName }) }), fc.record({ secretRef: fc.record({ name: objectName }), prefix: mostly(pick('', 'P_'), 'A=B') })), {}, { prefix: 'a' }));

const port = mostly(pick<unknown>(1, 6565, 65535, 'http', 'k6-rest'), 0, 65536, '80', 'Upper', 'a--b');
const handler = fc.oneof(
  fc.record({ httpGet: fc.tuple(fc.record({ port }), some({ path: pick('/', '/v1/status'), scheme: mostly(pick('HTTP', 'HTTPS'), 'http'), host: pick('a', '127.0.0.1'), httpHeaders: list(fc.record({ name: mostly(pick('X-A', 'host'), 'a b', ''), value: pick('', 'b') })) })).map(([a, b]) => ({ ...a, ...b })) }),
  fc.record({ tcpSocket: fc.record({ port }) }), fc.record({ exec: fc.record({ command: list(pick('sh', '-c', 'true')) }) }), fc.record({ grpc: fc.record({ port: mostly(pick(1, 6565), 0) }) }),
  pick({}, { exec: { command: ['a'] }, tcpSocket: { port: 1 } }),
);
const seconds = mostly(pick(0, 1, 30), -1);
const probe = fc.tuple(handler, some({ initialDelaySeconds: seconds, timeoutSeconds: seconds, periodSeconds: seconds, successThreshold: mostly(pick(1), 2, -1), failureThreshold: seconds, terminationGracePeriodSeconds: pick(0, 1, 30) })).map(([a, b]) => ({ ...a, ...b }));

const profile = mostly(pick({ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a/b.json' }), { type: 'Localhost' }, { type: 'RuntimeDefault', localhostProfile: 'a' }, { type: 'Localhost', localhostProfile: '/a' }, { type: 'Other' }, {});
const user = { runAsUser: id, runAsGroup: id, runAsNonRoot: fc.boolean(), seccompProfile: profile, seLinuxOptions: pick({ level: 's0:c1,c2' }, {}) };
const podSecurity = some({
  ...user, fsGroup: id, supplementalGroups: list(id), fsGroupChangePolicy: mostly(pick('Always', 'OnRootMismatch'), 'Never'),
  sysctls: fc.uniqueArray(fc.record({ name: mostly(pick('net.core.somaxconn', 'kernel/msgmax', 'net.ipv4.ip_local_port_range'), 'A', 'a..b', ''), value: pick('1', '') }), { maxLength: 2, selector: ({ name }) => name }),
});
const containerSecurity = some({
  ...user, privileged: fc.boolean(), allowPrivilegeEscalation: fc.boolean(), readOnlyRootFilesystem: fc.boolean(), procMount: mostly(pick('Default'), 'Unmasked', 'x'),
  capabilities: some({ add: list(pick('NET_ADMIN', 'CAP_SYS_ADMIN', 'SYS_ADMIN')), drop: pick(['ALL']) }),
});

const keyToPath = fc.record({ key: mostly(pick('k', 'a.js'), '..', ''), path: file, mode: fileMode });
const podFile = fc.oneof(fc.record({ path: file, fieldRef: fc.record({ fieldPath: mostly(pick('metadata.labels', 'metadata.annotations', 'metadata.name', "metadata.labels['app']"), 'status.podIP') }) }), fc.record({ path: file, resourceFieldRef: fc.record({ containerName: pick('k6'), resource }) }), pick({ path: 'x' }));
const projection = fc.oneof(fc.record({ configMap: fc.record({ name: objectName, items: list(keyToPath) }) }), fc.record({ secret: fc.record({ name: objectName, items: list(keyToPath) }) }), fc.record({ downwardAPI: fc.record({ items: list(podFile) }) }),
  fc.record({ serviceAccountToken: fc.record({ path: file, expirationSeconds: mostly(pick(600, 3600), 599), audience: pick('', 'a') }) }), pick({}, { serviceAccountToken: { path: 'token' } }));
const volumeSource = fc.oneof(
  fc.record({ emptyDir: some({ medium: mostly(pick('', 'Memory', 'HugePages', 'HugePages-2Mi'), 'Disk'), sizeLimit: quantity }) }), fc.record({ configMap: fc.tuple(fc.record({ name: objectName }), some({ defaultMode: fileMode, items: list(keyToPath), optional: fc.boolean() })).map(([a, b]) => ({ ...a, ...b })) }),
  fc.record({ secret: fc.tuple(fc.record({ secretName: objectName }), some({ defaultMode: fileMode, items: list(keyToPath) })).map(([a, b]) => ({ ...a, ...b })) }), fc.record({ persistentVolumeClaim: fc.record({ claimName: objectName, readOnly: fc.boolean() }) }),
  fc.record({ projected: fc.tuple(fc.record({ sources: list(projection) }), some({ defaultMode: fileMode })).map(([a, b]) => ({ ...a, ...b })) }), fc.record({ downwardAPI: fc.record({ items: list(podFile), defaultMode: fileMode }) }),
  fc.record({ hostPath: fc.record({ path: mostly(pick('/a', '/b/c', 'rel'), '/a/../b', ''), type: mostly(pick('', 'Directory'), 'Folder') }) }), fc.record({ nfs: fc.record({ server: mostly(pick('nfs'), ''), path: mostly(pick('/a'), 'a') }) }),
  fc.record({ csi: fc.record({ driver: mostly(pick('a.b.c', 'Driver'), 'a b', 'x'.repeat(64)), volumeAttributes: pick({}, { a: 'b' }) }) }), fc.record({ image: fc.record({ reference: pick('a:1', 'example.com/b@sha256:' + 'a'.repeat(64)), pullPolicy: pick('Always', 'Never') }) }),
  pick({}, { emptyDir: {}, secret: { secretName: 'a' } }, { ephemeral: {} }, { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }, { ephemeral: { volumeClaimTemplate: { spec: { accessModes: [], resources: {} } } } }),
);
const volumeName = mostly(pick('data', 'a', 'b', 'v'.repeat(63)), 'k6-test-volume', 'k6-initializer', 'A');
const volumes = fc.uniqueArray(fc.tuple(volumeName, volumeSource).map(([name, given]) => ({ name, ...given })), { maxLength: 3, selector: ({ name }) => name });
const mounts = fc.uniqueArray(fc.tuple(
  fc.record({ name: mostly(pick('data', 'a', 'b'), 'k6-test-volume', 'missing'), mountPath: mostly(pick('/data', '/b', '/c/d', 'rel'), '/test', '/k6-initializer', '/a:b', '') }),
  some({ readOnly: fc.boolean(), subPath: file, subPathExpr: mostly(pick('$(A)'), '/x'), mountPropagation: mostly(pick('None', 'HostToContainer'), 'Bidirectional', 'x'), recursiveReadOnly: pick('Disabled', 'IfPossible') }),
).map(([a, b]) => ({ ...a, ...b })), { maxLength: 2, selector: ({ mountPath }) => mountPath });

const image = mostly(pick('a', 'grafana/k6:1.8.1', `localhost:5000/b@sha256:${'a'.repeat(64)}`), '<custom-image>', 'A b', '');
const initContainers = list(some({ name: mostly(pick('one', 'two', 'k6-init-1'), 'k6', 'A', ''), image, command: list(pick('sh', '-c', '')), args: list(pick('a', '')), workingDir: pick('/a', 'b'), env, envFrom, resources, volumeMounts: mounts, restartPolicy: mostly(pick('Always'), 'Never') }));

const pod = some({
  affinity, automountServiceAccountToken: pick('true', 'false', ''), containerSecurityContext: containerSecurity, env, envFrom, image, imagePullPolicy: mostly(pick('Always', 'Never'), 'always'),
  imagePullSecrets: list(mostly(fc.record({ name: objectName }), {})), initContainers, livenessProbe: probe, metadata: some({ labels, annotations }), nodeSelector: labels, nodeselector: labels, priorityClassName: objectName,
  readinessProbe: probe, resources, schedulerName: objectName, securityContext: podSecurity, serviceAccountName: objectName, tolerations: list(toleration), topologySpreadConstraints: fc.uniqueArray(spread, { maxLength: 2, selector: ({ topologyKey, whenUnsatisfiable }) => `${String(topologyKey)} ${String(whenUnsatisfiable)}` }),
  volumes, volumeMounts: mounts,
});

/** A pod with the fewest settings that mounts need, so that more of them are accepted. */
const plainPod = fc.tuple(volumes, mounts, env, resources).map(([own, placed, variables, used]) => ({ volumes: own, volumeMounts: placed, env: variables, resources: used }));
/** One setting alone, so that a fault in one hides nothing of the others. */
const onePod = fc.oneof(...[
  { affinity }, { containerSecurityContext: containerSecurity }, { env }, { envFrom }, { initContainers }, { livenessProbe: probe }, { readinessProbe: probe }, { resources }, { securityContext: podSecurity },
  { tolerations: list(toleration) }, { topologySpreadConstraints: list(spread) }, { volumes }, { metadata: some({ labels, annotations }) }, { nodeSelector: labels }, { imagePullSecrets: list(fc.record({ name: objectName })) },
].map((field) => fc.record(field as Record<string, Arbitrary<unknown>>)));
const settings = fc.oneof({ weight: 6, arbitrary: onePod }, { weight: 2, arbitrary: plainPod }, { weight: 1, arbitrary: pod });

const script = fc.oneof(
  fc.record({ configMap: fc.record({ name: objectName, file: mostly(pick('test.js', 'archive.tar', '.hidden.js'), '/test/test.js') }) }),
  fc.record({ volumeClaim: fc.tuple(fc.record({ name: objectName }), some({ file: mostly(pick('test.js', '/srv/a/test.js', 'sub/test.js', '//a//b.js'), '/test.js', '../x'), readOnly: fc.boolean() })).map(([a, b]) => ({ ...a, ...b })) }),
  fc.record({ localFile: pick('/test.js', 'a b.js', "it's") }),
);
const words = pick('--vus', '10', '-e', 'A=b c', '--tag', '', '--out', 'json=/tmp/x', '-u10', '--no-setup', 'stray');
const spec = fc.tuple(fc.record({ script }), some({
  parallelism: mostly(pick(1, 2, 500), 0), separate: fc.boolean(), arguments: pick('', '--vus 10', '--tag "team=load test"', '-e A=$(B) $$', '"open'), args: list(words), quiet: pick('true', 'false', '0'), paused: pick('true', 'false'),
  ports: fc.uniqueArray(fc.tuple(fc.record({ containerPort: mostly(pick(80, 5656, 6565, 65535), 0) }), some({ name: mostly(pick('metrics', 'a'), 'k6-rest', 'Upper'), protocol: mostly(pick('TCP', 'UDP', 'SCTP'), 'tcp'), hostPort: mostly(pick(80, 81), -1) })).map(([a, b]) => ({ ...a, ...b })), { maxLength: 3, selector: (given) => JSON.stringify(given) }),
  scuttle: some({ enabled: pick('true', 'false'), envoyAdminApi: pick('', 'http://a'), neverKillIstio: fc.boolean(), scuttleLogging: fc.boolean(), waitForEnvoyTimeout: pick('5') }),
  runner: settings, starter: settings, initializer: settings, image, startDeadlineSeconds: pick(1, 600), ttlSecondsAfterFinished: pick(0, 60),
})).map(([a, b]) => ({ ...a, ...b }));

/** Runs of all kinds and names, of which a good part has a fault. */
export const anyRun: Arbitrary<JsonObject> = fc.record({ kind: pick('K6', 'TestRun'), name: mostly(pick('a', 'k6-sample', '1', 'n'.repeat(51)), 'a.b', 'n'.repeat(52)), spec })
  .map(({ kind, name, spec: given }) => ({ apiVersion: 'k6.io/v1alpha1', kind, metadata: { name, namespace: 'default', uid: '5a2f8a1e-0000-4000-8000-000000000001' }, spec: given }));
