import { arrayOr, type JsonObject, objectOr } from '../json.ts';
import { scriptVolume } from '../script.ts';
import { isMissing } from './checks.ts';
import { type Finding, forbidden, invalid, plain, shown } from './finding.ts';
import { volumeNames } from './volumes.ts';

/** The volume in which the initializer keeps k6's answers, and where that is mounted. */
const workVolume = 'k6-initializer';
export const workMount = ['/k6-initializer', 'the initializer\'s own volume'] as const;

/**
 * What the initializer's pod would be refused for although both blocks are right by themselves: it takes from the runner what it
 * does not say itself, so that volumes may come from one block and mounts from the other.
 */
export function checkInherited(spec: JsonObject): Finding[] {
  const [runner, initializer] = [objectOr(spec.runner), objectOr(spec.initializer)];
  if (initializer.disabled === true) return [];
  const from = (field: string): string => `.spec.${isMissing(initializer[field]) ? 'runner' : 'initializer'}.${field}`;
  return [
    ...takenNames(from('volumes'), initializer.volumes ?? runner.volumes),
    ...(isMissing(initializer.volumeMounts) ? takenPlaces('.spec.runner.volumeMounts', runner.volumeMounts) : []),
    ...(isMissing(initializer.volumes) ? [] : missingVolumes(runner, initializer)),
  ];
}

function takenNames(path: string, volumes: unknown): Finding[] {
  return arrayOr(volumes).flatMap((volume, index) => (
    objectOr(volume).name === workVolume ? [forbidden(`${path}[${index}].name`, `${shown(workVolume)} is the initializer's own volume: choose another name`)] : []
  ));
}

function takenPlaces(path: string, mounts: unknown): Finding[] {
  return arrayOr(mounts).flatMap((mount, index) => (
    objectOr(mount).mountPath === workMount[0] ? [forbidden(`${path}[${index}].mountPath`, `${workMount[1]} is mounted at ${shown(workMount[0])}: choose another path`)] : []
  ));
}

/** Volumes that mounts taken from the runner ask for. */
function missingVolumes(runner: JsonObject, initializer: JsonObject): Finding[] {
  const own = new Set([...volumeNames(initializer.volumes), scriptVolume]);
  const inits = isMissing(initializer.initContainers) ? arrayOr(runner.initContainers) : [];
  const asked = [
    ...(isMissing(initializer.volumeMounts) ? volumeNames(runner.volumeMounts) : []),
    ...inits.flatMap((container) => volumeNames(objectOr(container).volumeMounts)),
  ];
  return [...new Set(asked)].filter((name) => !own.has(name)).map((name) => (
    invalid('.spec.initializer.volumes', `lacks "${plain(name)}", which .spec.runner mounts: add it, or write volumeMounts and initContainers of the initializer's own`)
  ));
}
