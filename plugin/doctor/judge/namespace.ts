import type { LimitRange, ResourceQuota } from '../../../kube/resources.ts';
import { type Diagnosis, fault, ok, unknown, warning } from '../diagnosis.ts';
import type { NamespaceFacts } from '../gather/namespace.ts';
import type { Seen } from '../seen.ts';

export function judgeNamespace(facts: NamespaceFacts, name: string): Diagnosis[] {
  return [...judgePlace(facts, name), judgeDns(facts.dns)];
}

function judgePlace({ namespace, quotas, limits, pod }: NamespaceFacts, name: string): Diagnosis[] {
  if (namespace.value === undefined && namespace.denied === undefined) {
    return [fault('namespace', `there is no namespace ${name}`, `kubectl create namespace ${name}, or choose another with -n`)];
  }
  const { deletionTimestamp, labels } = namespace.value?.metadata ?? {};
  if (deletionTimestamp !== undefined) return [fault('namespace', `${name} is being deleted`, 'choose another with -n')];
  return [
    judgePod(pod, name, labels?.['pod-security.kubernetes.io/enforce']), ...judgeQuotas(quotas.value ?? []), ...judgeLimits(limits.value ?? []),
  ];
}

function judgePod({ value, denied }: Seen<string>, name: string, level: string | undefined): Diagnosis {
  if (value === undefined) return unknown('runner pods', `you have no right to ${denied ?? 'create pods'} in ${name}, so it could not be tried`);
  if (value === '') return ok('runner pods', `${name} takes a runner's pod${level === undefined ? '' : ` (pod security ${level})`}`);
  // A run may well be of a form that the level lets through.
  const judge = /violates PodSecurity/.test(value) ? warning : fault;
  return judge('runner pods', `${name} refuses a runner's pod that has nothing but defaults: ${value.replace(/^.*? is forbidden: /, '')}`, cureOf(value, name));
}

function cureOf(message: string, name: string): string {
  if (/violates PodSecurity/.test(message)) {
    return 'give the runs what this level asks for, such as runner.securityContext {runAsNonRoot: true, runAsUser: 12345, seccompProfile: {type: RuntimeDefault}}, '
      + `or relax it: kubectl label namespace ${name} --overwrite pod-security.kubernetes.io/enforce=baseline`;
  }
  if (/must specify/.test(message)) return 'the quota asks for them: set runner.resources in the runs, or defaults by a LimitRange';
  if (/exceeded quota/.test(message)) return `make room, or raise the quota: kubectl describe resourcequota -n ${name}`;
  return 'see which policy says so: kubectl get validatingwebhookconfigurations,validatingadmissionpolicies';
}

/** Of each quota that has no room left, what it is out of. */
function judgeQuotas(quotas: readonly ResourceQuota[]): Diagnosis[] {
  return quotas.flatMap(({ metadata, status }) => {
    const { hard = {}, used = {} } = status ?? {};
    const full = Object.keys(hard).filter((resource) => resource !== 'services' && used[resource] === hard[resource] && hard[resource] !== '0');
    const name = metadata?.name ?? '';
    return full.length === 0 ? [] : [warning('quota', `${name} has no room left: ${full.map((resource) => `${resource} ${hard[resource] ?? ''}`).join(', ')}`, 'delete runs that are over, or raise the quota')];
  });
}

/** A runner that is throttled measures its own limit. */
function judgeLimits(limits: readonly LimitRange[]): Diagnosis[] {
  return limits.flatMap(({ metadata, spec }) => {
    const cpu = (spec?.limits ?? []).filter(({ type }) => type === 'Container').map(defaultCpu).find((limit) => limit !== undefined);
    if (cpu === undefined) return [];
    const text = `${metadata?.name ?? ''} gives each container a CPU limit of ${cpu}: throttled runners measure that limit and start late`;
    return [warning('limits', text, 'set a higher runner.resources.limits.cpu in the runs, or run tests in a namespace without this LimitRange')];
  });
}

/** The client library's types call the field `_default`; on the wire it is `default`. */
function defaultCpu(item: object): string | undefined {
  return (item as { default?: Record<string, string> }).default?.['cpu'];
}

function judgeDns({ value, denied }: NamespaceFacts['dns']): Diagnosis {
  if (value === undefined) return unknown('DNS', `you have no right to ${denied ?? 'look at it'} in kube-system`);
  if (value.length === 0) return unknown('DNS', 'the cluster\'s DNS is not the usual Service kube-dns in kube-system, so it is not known whether it answers');
  // Kubernetes takes an endpoint that says nothing for ready.
  const ready = value.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  if (ready.length > 0) return ok('DNS', `${ready.length} ${ready.length === 1 ? 'address answers' : 'addresses answer'}`);
  return fault('DNS', 'no pod of the cluster\'s DNS is ready, so scripts find no host by its name', 'kubectl get pods -n kube-system -l k8s-app=kube-dns');
}
