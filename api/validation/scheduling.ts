import { arrayOr, isObject, objectOr } from '../json.ts';
import { isDnsLabel } from '../names.ts';
import { all, type Check, fields, integer, isMissing, listOf, objectName, oneOf, optional } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { labelKey, labelKeysBeside, labelSelector, labelText, requirement } from './selector.ts';

const weight = integer(1, 100);
const namespace: Check = optional((path, value) => (
  typeof value !== 'string' || isDnsLabel(value) ? [] : [invalid(path, `${shown(value)} is not a namespace's name`)]
));

/** A node is matched by its name alone. */
const nodeField: Check = all(
  fields({ key: oneOf('metadata.name'), operator: oneOf('In', 'NotIn'), values: listOf(objectName) }),
  (path, value) => (arrayOr(objectOr(value).values).length === 1 ? [] : [required(`${path}.values`, 'needs exactly one node\'s name')]),
);
const nodeTerm: Check = fields({
  matchExpressions: listOf(requirement('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt')),
  matchFields: listOf(nodeField),
});
const requiredTerms: Check = optional((path, value) => (
  arrayOr(objectOr(value).nodeSelectorTerms).length > 0 ? [] : [required(`${path}.nodeSelectorTerms`, 'needs at least one term')]
));

const podTerm: Check = all(
  fields({ topologyKey: labelKey, namespaces: listOf(namespace), labelSelector, namespaceSelector: labelSelector }),
  labelKeysBeside('matchLabelKeys', 'mismatchLabelKeys'),
);
const podAffinity: Check = fields({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(fields({ weight, podAffinityTerm: podTerm })),
});

export const checkAffinity: Check = fields({
  nodeAffinity: fields({
    requiredDuringSchedulingIgnoredDuringExecution: all(fields({ nodeSelectorTerms: listOf(nodeTerm) }), requiredTerms),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(fields({ weight, preference: nodeTerm })),
  }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

const policy = oneOf('Honor', 'Ignore');
export const checkTopologySpread: Check = listOf(all(
  fields({
    maxSkew: integer(1, 2 ** 31 - 1),
    minDomains: integer(1, 2 ** 31 - 1),
    topologyKey: labelKey,
    whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
    nodeAffinityPolicy: policy,
    nodeTaintsPolicy: policy,
    labelSelector,
  }),
  labelKeysBeside('matchLabelKeys'),
  (path, value) => {
    const { minDomains, whenUnsatisfiable } = objectOr(value);
    const idle = !isMissing(minDomains) && whenUnsatisfiable === 'ScheduleAnyway';
    return idle ? [forbidden(`${path}.minDomains`, 'has a meaning for whenUnsatisfiable: DoNotSchedule alone: leave it out')] : [];
  },
));

export const checkTolerations: Check = listOf(all(
  fields({ key: labelKey, operator: oneOf('', 'Equal', 'Exists'), value: labelText, effect: oneOf('', 'NoSchedule', 'PreferNoSchedule', 'NoExecute') }),
  (path, value) => (isObject(value) ? tolerationFaults(path, value) : []),
));

function tolerationFaults(path: string, { key, operator, value, effect, tolerationSeconds }: Record<string, unknown>): Finding[] {
  const exists = operator === 'Exists';
  return [
    ...(isEmpty(key) && !exists ? [required(`${path}.operator`, 'a toleration without a key needs operator: Exists')] : []),
    ...(exists && !isEmpty(value) ? [forbidden(`${path}.value`, 'operator: Exists takes no value: leave it out')] : []),
    ...(!isMissing(tolerationSeconds) && effect !== 'NoExecute' ? [invalid(`${path}.effect`, 'tolerationSeconds needs effect: NoExecute')] : []),
  ];
}

function isEmpty(value: unknown): boolean {
  return isMissing(value) || value === '';
}
