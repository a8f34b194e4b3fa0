import type { EnvVar } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { deployments, type Deployment } from '../../kube/resources.ts';

/** One installation of the operator, as its controller's Deployment tells. */
export interface Operator {
  namespace: string;
  /** Of the controller's Deployment. */
  name: string;
  /** The operator's own image. */
  image: string | undefined;
  imagePullPolicy: string | undefined;
  version: string | undefined;
  /** The controller's. */
  serviceAccount: string | undefined;
  /** Empty: all. */
  watchNamespaces: string[];
  /** Of the Lease that the controller's replicas hold. */
  leaseName: string;
  /** Where runners send their metrics, `<service>.<namespace>.svc`; undefined where it collects none. */
  collectorHost: string | undefined;
}

export const controllerSelector = 'app.kubernetes.io/part-of=k6-operator,app.kubernetes.io/component=controller';

/**
 * Every installation in the cluster, by the labels that the chart sets.
 * @throws KubeError, Forbidden among them: only few may list Deployments of all namespaces
 */
export async function findOperators(client: Client): Promise<Operator[]> {
  return (await client.list(deployments, { labelSelector: controllerSelector })).items.map(operatorOf);
}

export function operatorOf({ metadata = {}, spec }: Deployment): Operator {
  const { name = '', namespace = '', labels = {} } = metadata;
  const { containers = [], serviceAccountName: serviceAccount } = spec?.template.spec ?? {};
  const { image, imagePullPolicy, env } = containers.find((container) => container.name === 'controller') ?? {};
  return {
    namespace, name, image, imagePullPolicy, version: labels['app.kubernetes.io/version'], serviceAccount, watchNamespaces: watched(env),
    leaseName: valueOf(env, 'LEASE_NAME') ?? 'k6-operator-controller', collectorHost: valueOf(env, 'COLLECTOR_HOST'),
  };
}

function watched(env: readonly EnvVar[] | undefined): string[] {
  return (valueOf(env, 'WATCH_NAMESPACES') ?? '').split(',').filter((name) => name !== '');
}

function valueOf(env: readonly EnvVar[] = [], variable: string): string | undefined {
  return env.find(({ name }) => name === variable)?.value;
}

/** The installation that looks after runs in `namespace`. */
export function operatorFor(operators: readonly Operator[], namespace: string): Operator | undefined {
  return operators.find(({ watchNamespaces }) => watchNamespaces.includes(namespace))
    ?? operators.find(({ watchNamespaces }) => watchNamespaces.length === 0);
}
