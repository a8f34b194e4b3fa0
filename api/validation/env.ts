import { isObject, objectOr } from '../json.ts';
import { all, type Check, exactlyOne, fields, isMissing, listOf, objectName, objectValue, oneOf, optional, text } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkKey } from './key.ts';

/** What the kubelet takes since Kubernetes 1.34: printable ASCII without the equals sign. */
const variableName = /^[\x20-\x3c\x3e-\x7e]+$/u;
const podFields = new Set([
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]);
const mapEntry = /^metadata\.(?:labels|annotations)\['[-A-Za-z0-9_./]+'\]$/u;
const resource = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-[A-Za-z0-9]+)$/u;

/** Environment variables: a legal name, a string as value, and one source of it. */
export const checkEnv = listOf((path, value) => {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  return [...checkVariableName(`${path}.name`, value.name), ...checkValue(`${path}.value`, value.value), ...checkSource(path, value)];
});

/** Whole ConfigMaps and Secrets as variables. */
export const checkEnvFrom = listOf((path, value) => {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  const prefix = value.prefix === '' || isMissing(value.prefix) ? [] : checkVariableName(`${path}.prefix`, value.prefix);
  return [...prefix, ...exactlyOne(['configMapRef', 'secretRef'])(path, value), ...fields({ configMapRef: reference, secretRef: reference })(path, value)];
});

function checkVariableName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the variable\'s name')];
  if (typeof name !== 'string') return text(path, name);
  return variableName.test(name) ? [] : [invalid(path, `${shown(name)} is not a variable's name: use printable ASCII without "="`)];
}

/** No process can be given a NUL character. */
function checkValue(path: string, value: unknown): Finding[] {
  return typeof value === 'string' && value.includes('\0') ? [invalid(path, 'has a NUL character: take it out')] : text(path, value);
}

function checkSource(path: string, variable: Record<string, unknown>): Finding[] {
  const both = !isMissing(variable.valueFrom) && !isMissing(variable.value) && variable.value !== '';
  if (both) return [forbidden(`${path}.valueFrom`, 'value and valueFrom are set: keep one')];
  return checkValueFrom(`${path}.valueFrom`, variable.valueFrom);
}

function reference(path: string, value: unknown): Finding[] {
  return isObject(value) ? objectName(`${path}.name`, value.name) : [];
}

const keyOf: Check = all(reference, fields({ key: checkKey }));

/** Where a variable takes its value from. */
const checkValueFrom: Check = all(
  exactlyOne(['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']),
  fields({ fieldRef, resourceFieldRef, configMapKeyRef: keyOf, secretKeyRef: keyOf }),
);

/** A field of the pod itself. */
export function fieldRef(path: string, value: unknown): Finding[] {
  const { fieldPath } = objectOr(value);
  return [
    ...fields({ apiVersion: oneOf('', 'v1') })(path, value),
    ...optional((at, field) => (
      typeof field !== 'string' || field === '' || podFields.has(field) || mapEntry.test(field)
        ? [] : [invalid(at, `${shown(field)} is no field that a variable can have: write one such as metadata.name or status.podIP`)]
    ))(`${path}.fieldPath`, fieldPath),
  ];
}

/** What the container may use. */
export function resourceFieldRef(path: string, value: unknown): Finding[] {
  const { resource: name } = objectOr(value);
  const known = typeof name !== 'string' || name === '' || resource.test(name);
  return [...(known ? [] : [invalid(`${path}.resource`, `${shown(name)} is not known: write one such as limits.cpu or requests.memory`)]), ...checkDivisor(path, objectOr(value))];
}

const divisors: Readonly<Record<string, readonly string[]>> = {
  cpu: ['1m', '1'],
  memory: ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'],
};

/** Kubernetes knows these alone. */
function checkDivisor(path: string, { resource: name, divisor }: Record<string, unknown>): Finding[] {
  const given = typeof divisor === 'number' ? String(divisor) : divisor;
  if (typeof given !== 'string' || given === '0' || given === '') return [];
  const known = divisors[typeof name === 'string' && name.endsWith('.cpu') ? 'cpu' : 'memory'] ?? [];
  return known.includes(given) ? [] : [invalid(`${path}.divisor`, `${shown(given)} is no divisor: write one of ${known.join(', ')}`)];
}
