import { isObject } from '../json.ts';
import { isMissing, listOf, objectValue, text } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';

/** What the kubelet takes since Kubernetes 1.34: printable ASCII without the equals sign. */
const variableName = /^[\x20-\x3c\x3e-\x7e]+$/u;

/** Environment variables: a legal name, a string as value, and one source of it. */
export const checkEnv = listOf((path, value) => {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  return [...checkVariableName(`${path}.name`, value.name), ...text(`${path}.value`, value.value), ...checkSource(path, value)];
});

function checkVariableName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [required(path, 'needs the variable\'s name')];
  if (typeof name !== 'string') return text(path, name);
  return variableName.test(name) ? [] : [invalid(path, `${shown(name)} is not a variable's name: use printable ASCII without "="`)];
}

function checkSource(path: string, variable: Record<string, unknown>): Finding[] {
  const both = !isMissing(variable.valueFrom) && !isMissing(variable.value) && variable.value !== '';
  return both ? [forbidden(`${path}.valueFrom`, 'value and valueFrom are set: keep one')] : [];
}
