import { arrayOr, isObject, objectOr } from '../json.ts';
import { isDnsLabel } from '../names.ts';
import { type Check, isMissing, listOf, objectValue, oneOf, text } from './checks.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { duplicate, type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkImage } from './image.ts';
import { checkResources } from './resources.ts';
import { better, containerField } from './shape.ts';
import { checkMounts, type Mountable } from './volumes.ts';

/** The container that k6 runs in. */
const mainContainer = 'k6';

const words: Check = listOf((path, value) => (isMissing(value) ? [invalid(path, 'is null: write "" for an empty word')] : text(path, value)));
const checks: readonly (readonly [string, Check])[] = [
  ['image', checkImage],
  ['env', better(checkEnv, containerField('env'))],
  ['envFrom', better(checkEnvFrom, containerField('envFrom'))],
  ['command', words],
  ['args', words],
  ['workingDir', text],
  ['resources', better(checkResources, containerField('resources'))],
  ['restartPolicy', oneOf('Always')],
];
const mountShape = containerField('volumeMounts');

/** Init containers, whose names may be left out; the operator then counts them through. */
export function checkInitContainers(mountable: Mountable): Check {
  const mounts = better(checkMounts(mountable), mountShape);
  return (path, containers) => [
    ...listOf((at, value) => {
      if (!isObject(value)) return objectValue(at, value ?? 'null');
      return [...checks.flatMap(([name, check]) => check(`${at}.${name}`, value[name])), ...mounts(`${at}.volumeMounts`, value.volumeMounts)];
    })(path, containers),
    ...checkNames(path, arrayOr(containers)),
  ];
}

function checkNames(path: string, containers: unknown[]): Finding[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) => {
    const name = objectOr(container).name ?? `k6-init-${index}`;
    const found = checkName(`${path}[${index}].name`, name, seen);
    if (typeof name === 'string') seen.add(name);
    return found;
  });
}

function checkName(path: string, name: unknown, seen: ReadonlySet<string>): Finding[] {
  if (typeof name !== 'string') return text(path, name);
  if (name === '') return [required(path, 'is empty: leave it out or write a name')];
  if (name === mainContainer) return [forbidden(path, `${shown(name)} is the name of the container that k6 runs in: choose another`)];
  if (seen.has(name)) return [duplicate(path, `${shown(name)} is the name of an earlier container: choose another`)];
  return isDnsLabel(name) ? [] : [invalid(path, `${shown(name)} is not a container's name: use at most 63 lower-case letters, digits and "-"`)];
}
