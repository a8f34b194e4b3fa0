import { isObject, type JsonObject } from '../json.ts';
import { booleanValue, type Check, isMissing, objectName, objectValue, optional, text } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown, wrongType } from './finding.ts';
import { isKey } from './key.ts';

const path = '.spec.script';
const sources: Readonly<Record<string, Check>> = {
  configMap: checkConfigMap,
  volumeClaim: checkVolumeClaim,
  localFile: checkLocalFile,
};

/** Exactly one source, in full. */
export function checkScript(spec: JsonObject): Finding[] {
  const { script } = spec;
  if (isMissing(script)) return [required(path, 'a run needs a script: write configMap, volumeClaim or localFile below script')];
  if (typeof script === 'string') return [wrongType(path, stringHint(script))];
  if (!isObject(script)) return objectValue(path, script);
  const given = Object.keys(sources).filter((source) => !isMissing(script[source]));
  if (given.length === 0) return [required(path, 'a script needs a source: write configMap, volumeClaim or localFile')];
  const ambiguous = given.length > 1 ? [forbidden(path, `${given.join(' and ')} are set: keep exactly one`)] : [];
  return [...ambiguous, ...given.flatMap((source) => sources[source]?.(`${path}.${source}`, script[source]) ?? [])];
}

/** Until 2021 the script was the ConfigMap's name alone. */
function stringHint(script: string): string {
  return `${shown(script)} is a string, and the script's source is an object: write script: {configMap: {name: ${script || '<name>'}, file: test.js}}`;
}

function checkConfigMap(at: string, value: unknown): Finding[] {
  if (!isObject(value)) return objectValue(at, value);
  return [...objectName(`${at}.name`, value.name), ...checkKey(`${at}.file`, value.file)];
}

function checkKey(at: string, file: unknown): Finding[] {
  if (isMissing(file) || file === '') return [];
  if (typeof file !== 'string') return text(at, file);
  if (isKey(file)) return [];
  const base = file.slice(file.lastIndexOf('/') + 1);
  const instead = base !== file && isKey(base) ? `write ${shown(base)}` : 'use letters, digits, "-", "_" and "." alone';
  return [invalid(at, `${shown(file)} is not a key of a ConfigMap: ${instead}`)];
}

function checkVolumeClaim(at: string, value: unknown): Finding[] {
  if (!isObject(value)) return objectValue(at, value);
  return [
    ...objectName(`${at}.name`, value.name),
    ...optional(checkVolumePath)(`${at}.file`, value.file),
    ...booleanValue(`${at}.readOnly`, value.readOnly),
  ];
}

/** The folder of an absolute path becomes the volume's mount point, which cannot be the root. */
function checkVolumePath(at: string, file: unknown): Finding[] {
  if (typeof file !== 'string') return text(at, file);
  if (file.endsWith('/')) return [invalid(at, `${shown(file)} is a folder: add the script's file name`)];
  if (file.split('/').includes('..')) return [invalid(at, `${shown(file)} leaves the volume: write a path without ".."`)];
  if (/^\/+[^/]*$/u.test(file)) {
    return [invalid(at, `${shown(file)} would mount the volume over the whole file system: write a path such as "/scripts${file}" or "${file.slice(1)}"`)];
  }
  return file.startsWith('/') && file.includes(':') ? [invalid(at, `${shown(file)} cannot be mounted: write a path without ":"`)] : [];
}

function checkLocalFile(at: string, value: unknown): Finding[] {
  if (typeof value !== 'string') return text(at, value);
  return value === '' ? [required(at, 'needs the path of the script in the runner\'s image')] : [];
}

