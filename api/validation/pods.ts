import { isObject, type JsonObject, objectOr } from '../json.ts';
import { scriptVolume } from '../script.ts';
import { booleanText, booleanValue, type Check, isMissing, objectName, objectValue, oneOf, optional } from './checks.ts';
import { checkInitContainers } from './containers.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import type { Finding } from './finding.ts';
import { checkImage } from './image.ts';
import { checkInherited, workMount } from './initializer.ts';
import { checkLabels, checkMetadata } from './metadata.ts';
import { checkLivenessProbe, checkReadinessProbe } from './probe.ts';
import { checkResources } from './resources.ts';
import { checkAffinity, checkTolerations, checkTopologySpread } from './scheduling.ts';
import { checkContainerSecurity, checkPodSecurity } from './security.ts';
import { better, containerField, podField } from './shape.ts';
import { checkMounts, checkVolumes, type Mountable, privilegedMounts, scriptMountPath, volumeNames } from './volumes.ts';

const emptyOrName: Check = (path, value) => (value === '' ? [] : optional(objectName)(path, value));

/** The fields of a pod's settings that stand for themselves. */
const checks: readonly (readonly [string, Check])[] = [
  ['affinity', better(checkAffinity, podField('affinity'))],
  ['automountServiceAccountToken', booleanText],
  ['containerSecurityContext', better(checkContainerSecurity, containerField('securityContext'))],
  ['env', better(checkEnv, containerField('env'))],
  ['envFrom', better(checkEnvFrom, containerField('envFrom'))],
  ['image', checkImage],
  ['imagePullPolicy', oneOf('Always', 'IfNotPresent', 'Never')],
  ['imagePullSecrets', podField('imagePullSecrets')],
  ['livenessProbe', better(checkLivenessProbe, containerField('livenessProbe'))],
  ['metadata', checkMetadata],
  ['nodeSelector', checkLabels],
  ['nodeselector', checkLabels],
  ['priorityClassName', emptyOrName],
  ['readinessProbe', better(checkReadinessProbe, containerField('readinessProbe'))],
  ['resources', better(checkResources, containerField('resources'))],
  ['schedulerName', emptyOrName],
  ['securityContext', better(checkPodSecurity, podField('securityContext'))],
  ['serviceAccountName', emptyOrName],
  ['tolerations', better(checkTolerations, podField('tolerations'))],
  ['topologySpreadConstraints', better(checkTopologySpread, podField('topologySpreadConstraints'))],
  ['volumes', better(checkVolumes, podField('volumes'))],
];
const mountShape = containerField('volumeMounts');

/** `runner`, `starter` and `initializer`; what the initializer does not say itself it takes from the runner. */
export function checkPods(spec: JsonObject): Finding[] {
  return [
    ...['runner', 'starter', 'initializer'].flatMap((block) => checkPod(`.spec.${block}`, spec[block], mountable(block, spec))),
    ...booleanValue('.spec.initializer.disabled', objectOr(spec.initializer).disabled),
    ...checkInherited(spec),
  ];
}

function checkPod(path: string, value: unknown, known: Mountable): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  return [
    ...checks.flatMap(([name, check]) => check(`${path}.${name}`, value[name])),
    ...better(checkMounts(known), mountShape)(`${path}.volumeMounts`, value.volumeMounts),
    ...privilegedMounts(path, value),
    ...checkInitContainers(known)(`${path}.initContainers`, value.initContainers),
  ];
}

/** The script's volume is there for the runners and the initializer alone. */
function mountable(block: string, spec: JsonObject): Mountable {
  const own = objectOr(spec[block]).volumes;
  const volumes = block === 'initializer' ? own ?? objectOr(spec.runner).volumes : own;
  const script = block === 'starter' ? undefined : scriptMountPath(spec);
  const taken = new Map([...(script === undefined ? [] : [[script, 'the script\'s volume'] as const]), ...(block === 'initializer' ? [workMount] : [])]);
  return { volumes: new Set([...volumeNames(volumes), ...(script === undefined ? [] : [scriptVolume])]), taken };
}
