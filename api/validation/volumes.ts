import { arrayOr, isObject, type JsonObject, objectOr } from '../json.ts';
import { isDnsLabel } from '../names.ts';
import { parseScript, scriptVolume } from '../script.ts';
import type { ScriptSource } from '../spec.ts';
import { all, booleanValue, type Check, isMissing, listOf, objectValue, oneOf, text } from './checks.ts';
import { duplicate, type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkFolderPath } from './paths.ts';
import { checkVolumeSource } from './volumesources.ts';

/** What a container's mounts are held against. */
export interface Mountable {
  /** The names of the pod's volumes. */
  volumes: ReadonlySet<string>;
  /** Paths that the operator mounts at itself, and what it mounts there. */
  taken: ReadonlyMap<string, string>;
}

/** Volumes of a pod: a legal name each, none twice, none that the script's volume has, and one thing that fills it. */
export function checkVolumes(path: string, volumes: unknown): Finding[] {
  const seen = new Set<unknown>();
  return listOf((at, value) => {
    if (!isObject(value)) return objectValue(at, value ?? 'null');
    const { name } = value;
    const twice = typeof name === 'string' && seen.has(name) ? [duplicate(`${at}.name`, `there are two volumes ${shown(name)}: give one another name`)] : [];
    seen.add(name);
    return [...checkVolumeName(`${at}.name`, name), ...twice, ...checkVolumeSource(at, value)];
  })(path, volumes);
}

function checkVolumeName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the volume\'s name')];
  if (typeof name !== 'string') return text(path, name);
  if (name === scriptVolume) return [forbidden(path, `${shown(name)} is the script's own volume: choose another name`)];
  return isDnsLabel(name) ? [] : [invalid(path, `${shown(name)} is not a volume's name: use at most 63 lower-case letters, digits and "-"`)];
}

/** Mounts of a container: of a volume that is there, and no two at one place. */
export function checkMounts({ volumes, taken }: Mountable): Check {
  return (path, mounts) => {
    const places = new Set<unknown>();
    return listOf((at, value) => {
      if (!isObject(value)) return objectValue(at, value ?? 'null');
      const place = value.mountPath;
      const twice = typeof place === 'string' && places.has(place) ? [duplicate(`${at}.mountPath`, `${shown(place)} is taken by an earlier mount: choose another path`)] : [];
      places.add(place);
      return [...checkMountName(`${at}.name`, value.name, volumes), ...checkMountPath(`${at}.mountPath`, place, taken), ...twice, ...checkMountOptions(at, value)];
    })(path, mounts);
  };
}

function checkMountName(path: string, name: unknown, known: ReadonlySet<unknown>): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the name of a volume')];
  if (typeof name !== 'string') return text(path, name);
  return known.has(name) ? [] : [invalid(path, `there is no volume ${shown(name)}: add it to volumes beside volumeMounts`)];
}

function checkMountPath(path: string, place: unknown, taken: ReadonlyMap<string, string>): Finding[] {
  if (isMissing(place) || place === '') return [required(path, 'needs the path to mount at')];
  if (typeof place !== 'string') return text(path, place);
  if (place.includes(':')) return [invalid(path, `${shown(place)} cannot be mounted: write a path without ":"`)];
  const what = taken.get(place);
  return what === undefined ? [] : [forbidden(path, `${what} is mounted at ${shown(place)}: choose another path`)];
}

const options: readonly (readonly [string, Check])[] = [
  ['subPath', checkFolderPath], ['subPathExpr', checkFolderPath], ['readOnly', booleanValue],
  ['mountPropagation', oneOf('None', 'HostToContainer', 'Bidirectional')], ['recursiveReadOnly', oneOf('Disabled', 'IfPossible', 'Enabled')],
];

function checkMountOptions(path: string, mount: JsonObject): Finding[] {
  const { subPath, subPathExpr, recursiveReadOnly, readOnly, mountPropagation } = mount;
  const both = typeof subPath === 'string' && subPath !== '' && typeof subPathExpr === 'string' && subPathExpr !== '';
  const recursive = recursiveReadOnly === 'IfPossible' || recursiveReadOnly === 'Enabled';
  const spread = !isMissing(mountPropagation) && mountPropagation !== 'None';
  return [
    ...options.flatMap(([name, check]) => check(`${path}.${name}`, mount[name])),
    ...(both ? [invalid(`${path}.subPathExpr`, 'subPath is set as well: keep one')] : []),
    ...(recursive && (readOnly !== true || spread) ? [forbidden(`${path}.recursiveReadOnly`, 'needs readOnly: true and no mountPropagation')] : []),
  ];
}

export function volumeNames(volumes: unknown): string[] {
  return arrayOr(volumes).flatMap((volume) => {
    const { name } = objectOr(volume);
    return typeof name === 'string' ? [name] : [];
  });
}

/** Where the script's volume is mounted; undefined where there is none, or where the script's own checks have their say. */
export function scriptMountPath(spec: JsonObject): string | undefined {
  const { configMap, volumeClaim } = objectOr(spec.script);
  const { name, file } = objectOr(volumeClaim);
  if (typeof name === 'string' && name !== '') return parseScript({ volumeClaim: { name, ...(typeof file === 'string' && { file }) } } satisfies ScriptSource).mountPath;
  return typeof objectOr(configMap).name === 'string' ? parseScript({ configMap: { name: 'any' } }).mountPath : undefined;
}

/** Bidirectional mounts reach the node, so Kubernetes wants the container to be privileged. */
export const privilegedMounts: Check = all((path, value) => {
  const { volumeMounts, containerSecurityContext } = objectOr(value);
  if (objectOr(containerSecurityContext).privileged === true) return [];
  return arrayOr(volumeMounts).flatMap((mount, index) => (
    objectOr(mount).mountPropagation === 'Bidirectional' ? [forbidden(`${path}.volumeMounts[${index}].mountPropagation`, 'Bidirectional needs containerSecurityContext.privileged: true')] : []
  ));
});
