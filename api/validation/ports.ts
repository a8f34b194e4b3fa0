import { isObject, type JsonObject, objectOr } from '../json.ts';
import { integer, isMissing, listOf, objectValue, oneOf, text, unique } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';

export const maxPort = 65_535;
/** An IANA service name: at least one letter, no dash at an end, no two in a row; RE2 has no way to say the first. */
export const portNamePattern = '^([a-z0-9]+(-[a-z0-9]+)*)?$';
const serviceName = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/u;
export const maxPortName = 15;

/** The REST API of k6, which the operator lists among a runner's ports itself. */
const restPort = { containerPort: 6565, name: 'k6-rest' };

export const portNumber = integer(1, maxPort);

/** Whether a port can be called so; Kubernetes takes the names of IANA's register. */
export function isPortName(name: string): boolean {
  return name.length <= maxPortName && serviceName.test(name);
}

/** Container ports of the runners. */
export function checkPorts(path: string, ports: unknown): Finding[] {
  return [
    ...listOf(checkPort)(path, ports),
    ...unique((port) => portText(objectOr(port).name), 'give each port a name of its own')(path, ports).map((finding) => ({ ...finding, path: `${finding.path}.name` })),
    ...unique(hostPort, 'a node has each port once')(path, ports).map((finding) => ({ ...finding, path: `${finding.path}.hostPort` })),
  ];
}

function portText(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function hostPort(port: unknown): string | undefined {
  const { hostPort: number, protocol, hostIP } = objectOr(port);
  return typeof number === 'number' && number > 0 ? `${number}/${typeof protocol === 'string' ? protocol : 'TCP'}${typeof hostIP === 'string' ? ` of ${hostIP}` : ''}` : undefined;
}

function checkPort(path: string, value: unknown): Finding[] {
  if (!isObject(value)) return objectValue(path, value ?? 'null');
  const number = `${path}.containerPort`;
  return [
    ...(isMissing(value.containerPort) ? [required(number, 'needs the port\'s number')] : integer(1, maxPort)(number, value.containerPort)),
    ...oneOf('TCP', 'UDP', 'SCTP')(`${path}.protocol`, value.protocol),
    ...integer(0, maxPort)(`${path}.hostPort`, value.hostPort),
    ...checkPortName(`${path}.name`, value.name),
    ...restName(`${path}.name`, value),
  ];
}

function checkPortName(path: string, name: unknown): Finding[] {
  if (isMissing(name) || name === '') return [];
  if (typeof name !== 'string') return text(path, name);
  if (isPortName(name)) return [];
  return [invalid(path, `${shown(name)} is not a port's name: use at most 15 lower-case letters, digits and single "-", with a letter among them`)];
}

/** The operator leaves out a port that lists k6's own again. */
function restName(path: string, { name, containerPort, protocol }: JsonObject): Finding[] {
  const same = containerPort === restPort.containerPort && (isMissing(protocol) || protocol === 'TCP');
  return name === restPort.name && !same ? [forbidden(path, `${shown(name)} is the name of k6's REST API: choose another`)] : [];
}
