import { describe, expect, it } from '@jest/globals';
import { validateRun } from '../../../api/validation/index.ts';
import { aManifest, script } from '../builders.ts';

const found = (spec: object): string[] => validateRun(aManifest({ script, ...spec }), { maxParallelism: 500 }).map(({ path, message }) => `${path.replace('.spec.runner.', '')}: ${message}`);
const volume = (source: object): object => ({ volumes: [{ name: 'a', ...source }] });
const mount = (options: object): object => ({ volumes: [{ name: 'a', emptyDir: {} }], volumeMounts: [{ name: 'a', mountPath: '/a', ...options }] });
const env = (valueFrom: object): object => ({ env: [{ name: 'A', valueFrom }] });
const node = (expression: object): object => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } } } });
const near = (term: object): object => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a', ...term }] } } });
const spread = (more: object): object => ({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway', ...more }] });

describe('what Kubernetes would refuse in a pod', () => {
  it.each<[object, string]>([
    [{ tolerations: [{ value: 'a' }] }, 'tolerations[0].operator: a toleration without a key needs operator: Exists'],
    [{ tolerations: [{ key: 'a', tolerationSeconds: 5 }] }, 'tolerations[0].effect: tolerationSeconds needs effect: NoExecute'],
    [{ tolerations: [{ key: 'a', effect: 'Evict' }] }, 'tolerations[0].effect: "Evict" is not known'],
    [spread({ maxSkew: 0 }), 'topologySpreadConstraints[0].maxSkew: 0 is too small'],
    [spread({ minDomains: 1 }), 'topologySpreadConstraints[0].minDomains: has a meaning for'],
    [spread({ matchLabelKeys: ['a'] }), 'topologySpreadConstraints[0].matchLabelKeys[0]: needs a labelSelector'],
    [spread({ matchLabelKeys: ['a'], labelSelector: { matchLabels: { a: 'b' } } }), 'matchLabelKeys[0]: "a" is named twice'],
    [node({ key: 'a', operator: 'In' }), 'matchExpressions[0].values: "In" needs at least one value'],
    [node({ key: 'a', operator: 'Exists', values: ['b'] }), 'matchExpressions[0].values: "Exists" takes no values'],
    [node({ key: 'a', operator: 'Gt', values: ['1', '2'] }), 'matchExpressions[0].values: "Gt" needs exactly one value'],
    [node({ key: 'a b', operator: 'Exists' }), 'matchExpressions[0].key: "a b" is not a label\'s key'],
    [{ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }, 'nodeSelectorTerms: needs at least one term'],
    [near({ namespaces: ['A'] }), 'namespaces[0]: "A" is not a namespace\'s name'],
    [near({ topologyKey: '' }), 'topologyKey: is missing'],
    [near({ labelSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } }), 'operator: "Gt" is not known'],
    [{ readinessProbe: { tcpSocket: { port: '80' } } }, 'readinessProbe.tcpSocket.port: "80" is neither a port\'s number nor its name: write it without quotes'],
    [{ readinessProbe: { tcpSocket: { port: 1 }, terminationGracePeriodSeconds: 1 } }, 'terminationGracePeriodSeconds: is for liveness probes'],
    [{ readinessProbe: { exec: { command: [] } } }, 'readinessProbe.exec.command: needs the command\'s words'],
    [{ livenessProbe: { grpc: { port: 1 }, successThreshold: 2 } }, 'livenessProbe.successThreshold: 2 is too big'],
    [{ livenessProbe: { httpGet: { port: 1, httpHeaders: [{ name: 'a b', value: '' }] } } }, 'httpHeaders[0].name: "a b" is not a header\'s name'],
    [{ livenessProbe: { grpc: { port: 1 }, tcpSocket: { port: 1 } } }, 'livenessProbe: tcpSocket and grpc are set'],
    [{ securityContext: { runAsUser: -1 } }, 'securityContext.runAsUser: -1 is too small'],
    [{ securityContext: { seccompProfile: { type: 'Localhost' } } }, 'seccompProfile.localhostProfile: type: Localhost needs the profile'],
    [{ securityContext: { sysctls: [{ name: 'a..b', value: '' }] } }, 'sysctls[0].name: "a..b" is not a sysctl\'s name'],
    [{ containerSecurityContext: { procMount: 'Unmasked' } }, 'procMount: pods of a run have no user namespace'],
    [{ containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } } }, 'cannot be false beside the capability'],
    [{ containerSecurityContext: { allowPrivilegeEscalation: false, privileged: true } }, 'cannot be false beside privileged'],
    [env({}), 'env[0].valueFrom: has none of fieldRef'],
    [env({ fieldRef: { fieldPath: 'status.phase' } }), 'fieldPath: "status.phase" is no field'],
    [env({ resourceFieldRef: { resource: 'cpu' } }), 'resource: "cpu" is not known'],
    [env({ resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } }), 'divisor: "2" is no divisor: write one of 1m, 1'],
    [env({ secretKeyRef: { name: 'a', key: '..' } }), 'secretKeyRef.key: ".." is not a key'],
    [{ env: [{ name: 'A', value: 'b\0' }] }, 'env[0].value: has a NUL character'],
    [{ env: [{ name: 'A' }, { name: 'A' }] }, 'env[1].name: has the name "A" of env[0]'],
    [{ envFrom: [{ prefix: 'A' }] }, 'envFrom[0]: has none of configMapRef, secretRef'],
    [volume({}), 'volumes[0]: needs what fills it'],
    [volume({ emptyDir: {}, secret: { secretName: 'a' } }), 'volumes[0]: emptyDir and secret are set'],
    [volume({ emptyDir: { medium: 'Disk' } }), 'medium: "Disk" is not known'],
    [volume({ configMap: { name: 'a', items: [{ key: 'a', path: '../a' }] } }), 'path: "../a" leaves its folder'],
    [volume({ secret: { secretName: 'a', defaultMode: 512 } }), 'defaultMode: 512 is too big: write 511 or less'],
    [volume({ hostPath: { path: '/a/..' } }), 'hostPath.path: "/a/.." has ".."'],
    [volume({ downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'status.podIP' } }] } }), 'is for variables'],
    [volume({ projected: { sources: [{ configMap: { name: 'a', items: [{ key: 'a', path: 'b' }, { key: 'c', path: 'b' }] } }] } }), '"b" is taken: give each file a path of its own'],
    [volume({ ephemeral: {} }), 'volumeClaimTemplate: needs what the claim is made from'],
    [mount({ subPath: '/b' }), 'subPath: "/b" is absolute'],
    [mount({ subPath: 'b', subPathExpr: 'c' }), 'subPathExpr: subPath is set as well'],
    [mount({ mountPropagation: 'Bidirectional' }), 'Bidirectional needs containerSecurityContext.privileged'],
    [mount({ recursiveReadOnly: 'Enabled' }), 'recursiveReadOnly: needs readOnly: true'],
    [{ resources: { limits: { gpu: 1 } } }, 'resources.limits.gpu: "gpu" is no resource of a container'],
    [{ resources: { requests: { 'example.com/gpu': 1 } } }, 'resources.limits["example.com/gpu"]: is needed where there is a request'],
    [{ resources: { limits: { 'example.com/gpu': '500m' } } }, 'is given as a whole'],
    [{ resources: { limits: { 'cpu': 1, 'hugepages-2Mi': '3Mi' } } }, 'write a multiple of 2Mi'],
    [{ resources: { limits: { 'hugepages-2Mi': '4Mi' } } }, 'resources: huge pages need cpu or memory'],
    [{ resources: { claims: [{ name: 'a' }] } }, 'resources.claims: pods of a run have no resourceClaims'],
    [{ initContainers: [{ name: 'k6' }] }, 'initContainers[0].name: "k6" is the name of the container that k6 runs in'],
    [{ initContainers: [{ name: 'k6-init-1' }, {}] }, 'initContainers[1].name: "k6-init-1" is the name of an earlier container'],
    [{ initContainers: [{ restartPolicy: 'Never' }] }, 'restartPolicy: "Never" is not known: write Always'],
    [{ metadata: { labels: { 'job-name': 'a' } } }, 'metadata.labels.job-name: is set by Kubernetes itself'],
    [{ metadata: { annotations: { a: 'ü'.repeat(200_000) } } }, 'metadata.annotations: has 400001 bytes'],
    [{ volumes: [{ name: 'k6-initializer', emptyDir: {} }] }, 'is the initializer\'s own volume'],
  ])('%j is refused', (runner, message) => {
    expect(found({ runner })).toEqual([expect.stringContaining(message)]);
  });

  it('has to do with the script\'s volume only where that is', () => {
    const volumeMounts = [{ name: 'k6-test-volume', mountPath: '/copy' }];
    expect(found({ runner: { volumeMounts } })).toEqual([]);
    expect(found({ starter: { volumeMounts } })).toEqual([expect.stringContaining('no volume "k6-test-volume"')]);
    expect(found({ script: { localFile: '/a' }, runner: { volumeMounts } })).toEqual([expect.stringContaining('no volume "k6-test-volume"')]);
  });

  it('is seen where the initializer takes mounts from the runner and volumes from itself', () => {
    const runner = { volumes: [{ name: 'a', emptyDir: {} }], volumeMounts: [{ name: 'a', mountPath: '/a' }] };
    expect(found({ runner, initializer: { volumes: [] } })).toEqual([expect.stringContaining('lacks "a"')]);
    expect(found({ runner, initializer: { volumes: [], volumeMounts: [] } })).toEqual([]);
    expect(found({ runner, initializer: { volumes: [], disabled: true } })).toEqual([]);
  });

  it('is nothing in amounts that say the same in other units', () => {
    expect(found({ runner: { resources: { limits: { cpu: '1001m' }, requests: { cpu: '1.001' } } } })).toEqual([]);
  });
});
