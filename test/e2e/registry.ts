import { execa } from 'execa';
import { binary } from '../../cluster/bin.ts';
import { clusterUp } from '../../cluster/cluster.ts';
import { containerdSocket } from '../../cluster/node/config.ts';
import { readState } from '../../cluster/node/state.ts';
import { aPlace, type Place } from './place.ts';

const port = 5005;
/** The node's own loopback: of a registry there, containerd expects no TLS. */
export const registry = `127.0.0.1:${port}`;
export const login = { username: 'load-tester', password: 'a-password-of-this-test' };
/** `login` as htpasswd keeps it: bcrypt of the password above, good for nothing else. */
const htpasswd = 'load-tester:$2y$05$abcdefghijklmnopqrstuuU2gMS.5SmY6rTm3SxvLvKa6nTjedt8S';

/** A Secret of type kubernetes.io/dockerconfigjson, as `kubectl create secret docker-registry` makes it. */
export function pullSecret(name: string, password: string): object {
  const config = { auths: { [registry]: { username: login.username, password } } };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': JSON.stringify(config) } };
}

/** A registry on our own node that asks for a login, in a namespace of its own, from `image`. */
export async function startRegistry(image: string): Promise<Place> {
  const place = await aPlace('registry');
  const env = Object.entries({
    REGISTRY_HTTP_ADDR: `0.0.0.0:${port}`, REGISTRY_LOG_LEVEL: 'warn', REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/data',
    REGISTRY_AUTH_HTPASSWD_REALM: 'test', REGISTRY_AUTH_HTPASSWD_PATH: '/login/htpasswd',
  }).map(([name, value]) => ({ name, value }));
  const container = {
    name: 'registry', image, imagePullPolicy: 'Never', args: ['serve', '/login/config.yml'], env,
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
    volumeMounts: [{ name: 'login', mountPath: '/login' }, { name: 'data', mountPath: '/data' }],
  };
  const volumes = [{ name: 'login', secret: { secretName: 'login' } }, { name: 'data', emptyDir: {} }];
  const config = JSON.stringify({ version: '0.1', storage: { filesystem: {} }, http: {}, auth: { htpasswd: {} } });
  await place.apply(
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login' }, stringData: { htpasswd, 'config.yml': config } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'registry' }, spec: { hostNetwork: true, terminationGracePeriodSeconds: 0, containers: [container], volumes } },
  );
  await place.kubectl(['wait', 'pod/registry', '--for=condition=Ready', '--timeout=60s']);
  return place;
}

/** Pushes an image that the node has, such as `k6:dev`, and gives the name under which the registry has it. */
export async function push(image: string, as: string): Promise<string> {
  const { directory } = await clusterUp();
  const address = readState(directory)?.network.nodeAddress ?? '';
  await execa(await binary('ctr'), [
    '--address', containerdSocket(directory), '--namespace', 'k8s.io', 'images', 'push', '--local', '--plain-http', '--user', `${login.username}:${login.password}`,
    `${address}:${port}/${as}`, `docker.io/library/${image}`,
  ]);
  return `${registry}/${as}`;
}
