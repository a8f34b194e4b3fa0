import type { Pod } from '../../../api/kubernetes.ts';
import { span } from '../../view/time.ts';
import { type Diagnosis, fault, ok, unknown, warning } from '../diagnosis.ts';
import type { Installation } from '../gather/operator.ts';
import type { Seen } from '../seen.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export interface OperatorContext {
  /** The namespace in which the user means to run tests. */
  namespace: string;
  clientVersion: string;
  now: Date;
}

/** A lease that was not renewed for so long has no holder that works; the controller renews it every 2 s. */
const staleMs = 60_000;

export function judgeOperators({ value, denied }: Seen<Installation[]>, context: OperatorContext): Diagnosis[] {
  if (value === undefined) return [unknown('operator', `you have no right to ${denied ?? 'look for it'}`, 'ask somebody who may list Deployments of all namespaces')];
  if (value.length === 0) return [fault('operator', 'there is none in this cluster', 'install it with: helm install k6-operator charts/k6-operator -n k6-operator-system --create-namespace')];
  return [...value.flatMap((installation) => judgeOne(installation, context)), ...judgeScope(value, context)];
}

function judgeOne(installation: Installation, context: OperatorContext): Diagnosis[] {
  return [judgeReady(installation), judgeLeader(installation, context.now), judgeCollector(installation), judgeVersion(installation, context.clientVersion)];
}

function judgeReady(installation: Installation): Diagnosis {
  const { namespace, name, deployment: { spec, status }, image = 'an unknown image' } = installation;
  const [wanted, ready] = [spec?.replicas ?? 1, status?.readyReplicas ?? 0];
  const what = `${namespace}/${name}: ${ready} of ${wanted} replicas are ready`;
  if (wanted === 0) return fault('operator', `${namespace}/${name} is scaled to 0`, `kubectl scale deployment/${name} -n ${namespace} --replicas=2`);
  if (ready === wanted) return ok('operator', `${what}, from ${image}`);
  const text = [what, ...whyNotReady(installation)].join(': ');
  return (ready === 0 ? fault : warning)('operator', text, `kubectl describe pods -n ${namespace}, and kubectl logs deployment/${name} -n ${namespace}`);
}

/** By the first pod that does not work, else by the Deployment itself, which may not have got to making pods. */
function whyNotReady({ pods, deployment }: Installation): string[] {
  const troubles = (pods.value ?? []).flatMap(podTrouble);
  const conditions = (deployment.status?.conditions ?? []).filter(({ status }) => status === 'False').map(({ message }) => message ?? '');
  return [...troubles, ...conditions].slice(0, 1);
}

function podTrouble({ metadata, status }: Pod): string[] {
  const unscheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False')?.message;
  const why = unscheduled ?? containerTrouble(status?.containerStatuses?.[0]);
  return why === undefined ? [] : [`pod ${metadata?.name ?? ''}`, why].join(': ').split('\n', 1);
}

function containerTrouble(container: ContainerStatus | undefined): string | undefined {
  const state = container?.state?.waiting ?? container?.lastState?.terminated;
  return state === undefined ? undefined : [state.reason, state.message].filter((part) => part !== undefined).join(': ');
}

function judgeLeader({ namespace, name, lease }: Installation, now: Date): Diagnosis {
  if (lease.denied !== undefined) return unknown('leader', `you have no right to ${lease.denied}`);
  const { holderIdentity, renewTime } = lease.value?.spec ?? {};
  if (!holderIdentity) return fault('leader', `no replica of ${namespace}/${name} leads, so no run is looked after`, `kubectl logs deployment/${name} -n ${namespace}`);
  const silent = now.getTime() - Date.parse(renewTime ?? '');
  if (!(silent <= staleMs)) {
    return fault('leader', `${holderIdentity} has not renewed its lease for ${span(silent)}`, `look whether the controller runs: kubectl get pods -n ${namespace}; or whether this machine's clock is wrong`);
  }
  return ok('leader', holderIdentity.split('_')[0] ?? holderIdentity);
}

/** Runs do without it, but for live numbers, and for thresholds that stop all runners at once. */
function judgeCollector({ namespace, collectorHost, collector }: Installation): Diagnosis {
  if (collectorHost === undefined) return ok('collector', `${namespace} collects no metrics while runs are on; summaries come from the runners' ends`);
  if (collector.denied !== undefined) return unknown('collector', `you have no right to ${collector.denied}`);
  if (collector.value !== undefined) return ok('collector', `runners send their metrics to ${collectorHost}`);
  return warning('collector', `there is no Service for ${collectorHost}, so runs have no live numbers`, 'helm upgrade the chart, which makes it, or set collector.enabled=false');
}

function judgeVersion({ version }: Installation, clientVersion: string): Diagnosis {
  if (version === undefined) return unknown('versions', `this plugin is ${clientVersion}; the operator's version is not labelled`);
  const minor = (text: string): string => text.split('.').slice(0, 2).join('.');
  if (minor(version) === minor(clientVersion)) return ok('versions', `plugin ${clientVersion}, operator ${version}`);
  return warning('versions', `this plugin is ${clientVersion} and the operator ${version}`, 'bring both to the same version');
}

/** Two that look after the same runs would fight for them; with none nothing happens. */
function judgeScope(installations: readonly Installation[], { namespace }: OperatorContext): Diagnosis[] {
  const watching = installations.filter(({ watchNamespaces }) => watchNamespaces.length === 0 || watchNamespaces.includes(namespace));
  const names = watching.map((operator) => `${operator.namespace}/${operator.name}`).join(', ');
  if (watching.length === 0) return [fault('namespace', `no operator looks after runs in ${namespace}`, `add ${namespace} to watchNamespaces of the chart, or run tests in another namespace`)];
  if (watching.length > 1) return [fault('namespace', `${names} all look after runs in ${namespace}`, 'uninstall all but one, or give each its own watchNamespaces')];
  return [ok('namespace', `runs in ${namespace} are looked after by ${names}`)];
}
