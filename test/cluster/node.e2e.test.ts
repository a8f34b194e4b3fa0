import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { kubectlIn } from '../setup/kubectl.ts';
import { describeOnNode } from '../setup/node.ts';

// A promise here is kept within moments on an idle machine; the tests of a busy one wait for it.
jest.setTimeout(90_000);

const namespace = 'cluster-test';
const kubectl = kubectlIn(namespace);

const objects = `
apiVersion: v1
kind: Pod
metadata: { name: backend, labels: { app: target } }
spec:
  containers:
  - { name: server, image: http-target:dev, readinessProbe: { periodSeconds: 1, httpGet: { path: /healthz, port: 8080 } } }
---
apiVersion: v1
kind: Service
metadata: { name: target }
spec: { selector: { app: target }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: shell }
spec:
  containers:
  - { name: shell, image: shell-curl:dev, command: [sh, -c, 'echo hello; sleep 3600'] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: admin }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }
subjects: [{ kind: ServiceAccount, name: default, namespace: ${namespace} }]
---
apiVersion: v1
kind: Pod
metadata: { name: hungry }
spec:
  restartPolicy: Never
  containers:
  - name: hungry
    image: http-target:dev
    command: [/nodejs/bin/node, -e, 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))']
    resources: { limits: { memory: 64Mi } }
`;

describeOnNode('a pod of the node', () => {
  /** Runs a shell line in the pod `shell`. */
  const inPod = (line: string): Promise<string> => kubectl(['exec', 'shell', '--', 'sh', '-c', line]);
  // A pod that is ready becomes a Service's endpoint, and a name, a moment later.
  const curl = 'curl --silent --show-error --fail --max-time 5 --retry 10 --retry-delay 1 --retry-all-errors';

  beforeAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--ignore-not-found']);
    await kubectl(['create', 'namespace', namespace]);
    await kubectl(['wait', '--for=create', 'serviceaccount/default', '--timeout=30s']);
    await kubectl(['apply', '--filename=-'], objects);
    await kubectl(['wait', '--for=condition=Ready', 'pod/backend', 'pod/shell', '--timeout=60s']);
  }, 120_000);
  afterAll(() => kubectl(['delete', 'namespace', namespace, '--wait=false']));

  it('resolves a Service by its short and its full name', async () => {
    const address = await kubectl(['get', 'service', 'target', '--output=jsonpath={.spec.clusterIP}']);
    for (const name of ['target', `target.${namespace}`, `target.${namespace}.svc.cluster.local`]) {
      expect(await inPod(`${curl} --output /dev/null --write-out '%{remote_ip}' http://${name}/`)).toBe(address);
    }
  });

  it('reaches a Service, and a pod behind it reaches itself through it', async () => {
    expect(await inPod(`${curl} http://target/`)).toBe('ok');
    const own = 'fetch("http://target/").then((answer) => answer.text()).then((text) => console.log(text.trim()))';
    expect(await kubectl(['exec', 'backend', '--', '/nodejs/bin/node', '-e', own])).toBe('ok');
  });

  it('reads logs and runs a command in another pod, through the API server’s own Service', async () => {
    const token = '$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)';
    const call = `${curl} --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt --header "Authorization: Bearer ${token}"`;
    const pod = `https://kubernetes.default.svc/api/v1/namespaces/${namespace}/pods/shell`;
    expect(await inPod(`${call} ${pod}/log`)).toBe('hello');
    // curl speaks no exec protocol; that the API server switches to it is what the network has to allow.
    const upgrade = '--http1.1 --header "Connection: Upgrade" --header "Upgrade: websocket" --header "Sec-WebSocket-Version: 13" --header "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==" --header "Sec-WebSocket-Protocol: v5.channel.k8s.io"';
    const status = '--output /dev/null --write-out "%{http_code}"';
    expect(await inPod(`${call.replace('--fail ', '').replace(/--retry.*-errors/, '')} ${upgrade} ${status} "${pod}/exec?command=true&stdout=true" || true`)).toBe('101');
  });

  it('is reached from the host by its own address and through its Service', async () => {
    const own = await kubectl(['get', 'pod', 'backend', '--output=jsonpath={.status.podIP}']);
    const service = await kubectl(['get', 'service', 'target', '--output=jsonpath={.spec.clusterIP}']);
    for (const url of [`http://${own}:8080/`, `http://${service}/`]) expect((await fetch(url)).status).toBe(200);
  });

  it('shows its logs and runs commands for the host', async () => {
    expect(await kubectl(['logs', 'shell'])).toBe('hello');
    expect(await inPod('id -u')).toBe('65532');
  });

  it('is OOMKilled when it takes more memory than its limit', async () => {
    const reason = '{.status.containerStatuses[0].state.terminated.reason}';
    await kubectl(['wait', `--for=jsonpath=${reason}=OOMKilled`, 'pod/hungry', '--timeout=60s']);
  });
});
