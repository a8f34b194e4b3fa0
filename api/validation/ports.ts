import { arrayOr, isObject, objectOr } from '../json.ts';
import { integer, isMissing, listOf, objectValue, oneOf, text } from './checks.ts';
import { duplicate, type Finding, invalid, required, shown } from './finding.ts';

const maxPort = 65_535;
/** An IANA service name: at least one letter, no dash at an end, no two in a row. */
const serviceName = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/u;
const maxServiceName = 15;

/** Container ports of the runners. */
export function checkPorts(path: string, ports: unknown): Finding[] {
  return [...listOf(checkPort)(path, ports), ...checkUnique(path, arrayOr(ports))];
}

function checkPort(path: string, value: unknown): Finding[] {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  const number = `${path}.containerPort`;
  return [
    ...(isMissing(value.containerPort) ? [required(number, 'needs the port\'s number')] : integer(1, maxPort)(number, value.containerPort)),
    ...oneOf('TCP', 'UDP', 'SCTP')(`${path}.protocol`, value.protocol),
    ...checkPortName(`${path}.name`, value.name),
  ];
}

function checkPortName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [];
  if (typeof name !== 'string') return text(path, name);
  if (name.length <= maxServiceName && serviceName.test(name)) return [];
  return [invalid(path, `${shown(name)} is not a port's name: use at most 15 lower-case letters, digits and single "-", with a letter among them`)];
}

function checkUnique(path: string, ports: unknown[]): Finding[] {
  const names = ports.map((port) => objectOr(port).name);
  return names.flatMap((name, index) => {
    if (typeof name !== 'string' || name === '' || names.indexOf(name) === index) return [];
    return [duplicate(`${path}[${index}].name`, `the name ${shown(name)} is taken by an earlier port: choose another`)];
  });
}
