import { isObject, type JsonObject, objectOr } from '../json.ts';
import { booleanText, booleanValue, type Check, isMissing, listOf, objectName, objectValue, oneOf, optional, text } from './checks.ts';
import { checkEnv } from './env.ts';
import { type Finding } from './finding.ts';
import { checkImage } from './image.ts';
import { checkLabels, checkMetadata } from './metadata.ts';
import { checkResources } from './resources.ts';
import { checkMounts, checkVolumes } from './volumes.ts';

const emptyOrName: Check = (path, value) => (value === '' ? [] : optional(objectName)(path, value));

/** The fields of a pod's settings that stand for themselves. */
const fields: Readonly<Record<string, Check>> = {
  affinity: objectValue,
  automountServiceAccountToken: booleanText,
  containerSecurityContext: objectValue,
  env: checkEnv,
  envFrom: listOf(objectValue),
  image: checkImage,
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  imagePullSecrets: listOf(objectValue),
  livenessProbe: objectValue,
  metadata: checkMetadata,
  nodeSelector: checkLabels,
  nodeselector: checkLabels,
  priorityClassName: emptyOrName,
  readinessProbe: objectValue,
  resources: checkResources,
  schedulerName: emptyOrName,
  securityContext: objectValue,
  serviceAccountName: emptyOrName,
  tolerations: listOf(objectValue),
  topologySpreadConstraints: listOf(objectValue),
  volumes: checkVolumes,
};

/** `runner`, `starter` and `initializer`; what the initializer does not say itself it takes from the runner. */
export function checkPods(spec: JsonObject): Finding[] {
  return ['runner', 'starter', 'initializer'].flatMap((block) => checkPod(`.spec.${block}`, spec[block], spec));
}

function checkPod(path: string, value: unknown, spec: JsonObject): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  const inherited = path.endsWith('.initializer') ? objectOr(spec.runner).volumes : undefined;
  const known = { volumes: value.volumes ?? inherited, spec };
  return [
    ...Object.entries(fields).flatMap(([name, check]) => check(`${path}.${name}`, value[name])),
    ...checkMounts(`${path}.volumeMounts`, value.volumeMounts, known),
    ...listOf((at, container) => checkInitContainer(at, container, known))(`${path}.initContainers`, value.initContainers),
    ...(path.endsWith('.initializer') ? booleanValue(`${path}.disabled`, value.disabled) : []),
  ];
}

function checkInitContainer(path: string, value: unknown, known: { volumes: unknown; spec: JsonObject }): Finding[] {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  return [
    ...text(`${path}.name`, value.name),
    ...checkImage(`${path}.image`, value.image),
    ...checkEnv(`${path}.env`, value.env),
    ...listOf(text)(`${path}.command`, value.command),
    ...listOf(text)(`${path}.args`, value.args),
    ...checkResources(`${path}.resources`, value.resources),
    ...checkMounts(`${path}.volumeMounts`, value.volumeMounts, known),
  ];
}
