import type { Lease } from '../../api/kubernetes.ts';
import { operatorNamespace } from '../../cluster/demo/install.ts';
import { kubectlIn } from '../setup/kubectl.ts';

const kubectl = kubectlIn(operatorNamespace);

/** The pod that holds the lease, and with it carries out all runs. */
export async function leader(): Promise<string> {
  const { spec } = JSON.parse(await kubectl(['get', 'lease', 'k6-operator-controller', '--output=json'])) as Lease;
  return (spec?.holderIdentity ?? '').split('_')[0] ?? '';
}

/** Asks a pod to end, as a node that is drained does. */
export async function dismiss(pod: string): Promise<void> {
  await kubectl(['delete', 'pod', pod, '--wait=false']);
}

/** SIGKILL, and no word to the API server. */
export async function kill(pod: string): Promise<void> {
  await kubectl(['delete', 'pod', pod, '--force', '--grace-period=0', '--wait=false']);
}

/** Every line of the controllers' logs in which the API server denied a right; the words are those of RBAC alone. */
export async function denials(): Promise<string[]> {
  const logs = await kubectl(['logs', '--selector=app.kubernetes.io/component=controller', '--tail=-1', '--prefix']);
  return logs.split('\n').filter((line) => /cannot \w+ resource/.test(line));
}
