import { kubectlIn } from '../setup/kubectl.ts';

/** What only pods that are meant to get to these nodes put up with: other tests' pods stay away. */
export const taint = { key: 'k6.io/fake-node', effect: 'NoSchedule' } as const;

/** Of a real node's report every 10 s; the node lifecycle controller gives a node up after 40 s of silence. */
const heartbeatMilliseconds = 5_000;

/**
 * FAKES of nodes: what the real scheduler and the node lifecycle controller see of one, its labels, room and heartbeat, with nothing behind it.
 * Cluster-wide, so their names must be a test's own. Returns what takes them away.
 */
export async function joinNodes(nodes: Readonly<Record<string, Record<string, string>>>): Promise<() => Promise<void>> {
  const kubectl = kubectlIn('default');
  const names = Object.keys(nodes);
  const report = (name: string): Promise<string> => kubectl(['patch', 'node', name, '--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status: healthy(new Date()) })}`]);
  await kubectl(['create', '--filename=-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map((name) => node(name, nodes[name] ?? {})) }));
  await Promise.all(names.map(report));
  // The controller takes the taint of a node that never was ready away when it sees the report.
  await Promise.all(names.map((name) => kubectl(['wait', `node/${name}`, '--for=condition=Ready', '--timeout=30s'])));
  const beat = setInterval(() => names.forEach((name) => void report(name).catch(() => undefined)), heartbeatMilliseconds);
  return async () => {
    clearInterval(beat);
    await kubectl(['delete', 'node', ...names, '--ignore-not-found']);
  };
}

function node(name: string, labels: Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } }, spec: { taints: [taint] } };
}

function healthy(now: Date): object {
  const room = { cpu: '8', memory: '16Gi', pods: '110' };
  const time = now.toISOString().replace(/\.\d+Z/u, 'Z');
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'a fake', lastHeartbeatTime: time, lastTransitionTime: time }];
  return { capacity: room, allocatable: room, conditions };
}
