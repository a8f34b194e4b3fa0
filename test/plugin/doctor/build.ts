import type { Pod } from '../../../api/kubernetes.ts';
import type { Deployment } from '../../../kube/resources.ts';
import type { AdmissionFacts, Hook } from '../../../plugin/doctor/gather/admission.ts';
import type { NamespaceFacts } from '../../../plugin/doctor/gather/namespace.ts';
import type { Installation } from '../../../plugin/doctor/gather/operator.ts';

export const now = new Date('2026-11-24T00:00:00Z');

/** An installation where all is well, with what a test is about changed. */
export function installation(changes: Partial<Installation> = {}, counts: { wanted?: number; ready?: number } = {}): Installation {
  const { wanted = 2, ready = 2 } = counts;
  const deployment = { spec: { replicas: wanted, selector: {}, template: {} }, status: { readyReplicas: ready } } as Deployment;
  return {
    namespace: 'ops', name: 'k6-operator-controller', image: 'k6-operator:1', imagePullPolicy: undefined, version: '0.1.0', serviceAccount: 'controller',
    watchNamespaces: [], leaseName: 'k6-operator-controller', collectorHost: 'k6-operator-collector.ops.svc', deployment, pods: { value: [] },
    lease: { value: { spec: { holderIdentity: 'k6-operator-controller-abc_uuid', renewTime: '2026-11-23T23:59:58Z' } } },
    collector: { value: {} },
    ...changes,
  };
}

export function pod(status: Pod['status']): Pod {
  return { metadata: { name: 'p' }, ...(status === undefined ? {} : { status }) };
}

export function hook(changes: Partial<Hook> = {}): Hook {
  return { configuration: 'k6-operator-webhook', name: 'mutate.k6.io', caBundle: '', failurePolicy: 'Fail', namespace: 'ops', ...changes };
}

export function admission(changes: Partial<AdmissionFacts> = {}): AdmissionFacts {
  return { hooks: { value: [] }, probe: { let: 'through', defaulted: true }, leaf: {}, ...changes };
}

export function place(changes: Partial<NamespaceFacts> = {}): NamespaceFacts {
  const ready = { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }] };
  return { namespace: { value: {} }, quotas: { value: [] }, limits: { value: [] }, pod: { value: '' }, dns: { value: [ready] }, ...changes };
}
