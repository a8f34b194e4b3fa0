import { group, kinds, version } from '../../../api/run.ts';
import { type Diagnosis, fault, ok, unknown } from '../diagnosis.ts';
import type { ApiFacts } from '../gather/api.ts';

/** The chart's `kubeVersion`. */
const oldestMinor = 27;
/** Fields that another operator's CRDs of the same name, and older ones of ours, do not have. */
export const tellingFields = ['stop', 'startDeadlineSeconds', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished', 'runnerLossPolicy'] as const;

export function judgeApi(facts: ApiFacts): Diagnosis[] {
  return [judgeVersion(facts.version), ...Object.entries(kinds).map(([kind, plural]) => judgeCrd(facts, kind, plural))];
}

function judgeVersion(text: string): Diagnosis {
  const [, minor] = /^v1\.(\d+)/.exec(text) ?? [];
  if (minor !== undefined && Number(minor) < oldestMinor) {
    return fault('API server', `Kubernetes ${text} is too old; 1.${oldestMinor} is needed`, 'upgrade the cluster');
  }
  return ok('API server', `Kubernetes ${text}`);
}

function judgeCrd({ resources, fields }: ApiFacts, kind: string, plural: string): Diagnosis {
  const name = `${plural}.${group}`;
  const install = 'install it with the chart (crds.enabled), or with: kubectl apply --server-side -f config/crd/bases';
  if (!resources?.includes(plural)) return fault('CRD', `${name} is not there in version ${version}`, install);
  if (!resources.includes(`${plural}/status`)) return fault('CRD', `${name} has no status`, install);
  const known = fields?.[kind];
  if (known === undefined) return unknown('CRD', `${name} is there; its schema is not published, so its version is not known`);
  const missing = tellingFields.filter((field) => !known.includes(field));
  if (missing.length === 0) return ok('CRD', `${name} ${version}, with all fields of this version`);
  const whose = missing.length === tellingFields.length ? 'another operator\'s, or an old one' : 'an old one';
  return fault('CRD', `${name} is ${whose}: spec has no ${missing.join(', ')}`, 'helm upgrade the chart, or: kubectl apply --server-side --force-conflicts -f config/crd/bases');
}
