import { arrayOr, isObject, type JsonObject, objectOr } from '../json.ts';
import { isDnsLabel } from '../names.ts';
import { parseScript, scriptVolume } from '../script.ts';
import type { ScriptSource } from '../spec.ts';
import { isMissing, listOf, objectValue, text } from './checks.ts';
import { duplicate, type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkQuantity } from './quantity.ts';

/** Volumes of a pod: a legal name each, none twice, and none that the script's volume has. */
export function checkVolumes(path: string, volumes: unknown): Finding[] {
  const names = volumeNames(volumes);
  return listOf((at, value) => {
    if (!isObject(value)) return objectValue(at, value ?? 'null');
    const size = checkQuantity(`${at}.emptyDir.sizeLimit`, objectOr(value.emptyDir).sizeLimit);
    return [...checkVolumeName(`${at}.name`, value.name), ...size];
  })(path, volumes).concat(names.flatMap((name, index) => (
    name !== undefined && names.indexOf(name) !== index ? [duplicate(`${path}[${index}].name`, `there are two volumes ${shown(name)}: give one another name`)] : []
  )));
}

function checkVolumeName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the volume\'s name')];
  if (typeof name !== 'string') return text(path, name);
  if (name === scriptVolume) return [forbidden(path, `${shown(name)} is the script's own volume: choose another name`)];
  return isDnsLabel(name) ? [] : [invalid(path, `${shown(name)} is not a volume's name: use at most 63 lower-case letters, digits and "-"`)];
}

/** Mounts of a container: of a volume that is there, and no two at one place. `known` are the pod's volumes. */
export function checkMounts(path: string, mounts: unknown, known: { volumes: unknown; spec: JsonObject }): Finding[] {
  const names = new Set([...volumeNames(known.volumes), scriptVolume]);
  const places = arrayOr(mounts).map((mount) => objectOr(mount).mountPath);
  const script = scriptMountPath(known.spec);
  return listOf((at, value) => {
    if (!isObject(value)) return objectValue(at, value ?? 'null');
    return [...checkMountName(`${at}.name`, value.name, names), ...checkMountPath(`${at}.mountPath`, value.mountPath, script)];
  })(path, mounts).concat(places.flatMap((place, index) => (
    typeof place === 'string' && places.indexOf(place) !== index ? [duplicate(`${path}[${index}].mountPath`, `${shown(place)} is taken by an earlier mount: choose another path`)] : []
  )));
}

function checkMountName(path: string, name: unknown, known: ReadonlySet<unknown>): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the name of a volume')];
  if (typeof name !== 'string') return text(path, name);
  return known.has(name) ? [] : [invalid(path, `there is no volume ${shown(name)}: add it to volumes beside volumeMounts`)];
}

function checkMountPath(path: string, place: unknown, script: string | undefined): Finding[] {
  if (isMissing(place) || place === '') return [required(path, 'needs the path to mount at')];
  if (typeof place !== 'string') return text(path, place);
  if (place.includes(':')) return [invalid(path, `${shown(place)} cannot be mounted: write a path without ":"`)];
  return place === script ? [forbidden(path, `the script's volume is mounted at ${shown(place)}: choose another path`)] : [];
}

function volumeNames(volumes: unknown): (string | undefined)[] {
  return arrayOr(volumes).map((volume) => {
    const { name } = objectOr(volume);
    return typeof name === 'string' ? name : undefined;
  });
}

/** Where the script is mounted; undefined where it is not, or where the script's own checks have their say. */
function scriptMountPath(spec: JsonObject): string | undefined {
  const { configMap, volumeClaim } = objectOr(spec.script);
  const { name, file } = objectOr(volumeClaim);
  if (typeof name === 'string' && name !== '') return parseScript({ volumeClaim: { name, ...(typeof file === 'string' && { file }) } } satisfies ScriptSource).mountPath;
  return typeof objectOr(configMap).name === 'string' ? parseScript({ configMap: { name: 'any' } }).mountPath : undefined;
}
