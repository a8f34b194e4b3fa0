import type { Pod } from '../../../api/kubernetes.ts';
import type { Role } from '../../../api/labels.ts';
import type { LogLine } from '../../../kube/logposition.ts';
import type { Source } from '../../../plugin/logs/source.ts';

export function aSource(runner: number | undefined, role: Role = runner === undefined ? 'starter' : 'runner'): Source {
  const pod = `my-run-${runner ?? role}-abcde`;
  return { role, ...(runner === undefined ? {} : { runner }), namespace: 'load', pod, uid: `uid-${pod}`, container: role === 'starter' ? 'starter' : 'k6' };
}

/** A pod as the API server shows it; `state` is that of its main container. */
export function aPod(role: string, { index, state = { running: {} }, phase = 'Running' }: { index?: number; state?: object; phase?: string } = {}): Pod {
  const container = role === 'starter' || role === 'stopper' || role === 'teardown' ? role : 'k6';
  return {
    metadata: {
      name: `my-run-${index ?? role}-abcde`, namespace: 'load', uid: `uid-${index ?? role}`,
      labels: { k6_cr: 'my-run', 'k6.io/role': role, ...(index === undefined ? {} : { 'k6.io/runner-index': String(index) }) },
    },
    spec: { containers: [{ name: 'istio-proxy' }, { name: container }] },
    status: { phase, containerStatuses: [{ name: container, state }] },
  } as unknown as Pod;
}

/** Lines stamped with so many seconds and nanoseconds after midnight. */
export function at(seconds: number, line: string, nanoseconds = 0): LogLine {
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  return { timestamp: `2026-01-02T${clock}.${String(nanoseconds).padStart(9, '0')}Z`, line };
}
