import { arrayOr, objectOr } from '../json.ts';
import { all, type Check, exactlyOne, fields, integer, isMissing, listOf, oneOf, optional } from './checks.ts';
import { forbidden, invalid, required, shown } from './finding.ts';
import { isPortName, portNumber } from './ports.ts';

const seconds = integer(0, 2 ** 31 - 1);
const headerName = /^[-A-Za-z0-9]+$/u;

/** A port by number or by name. */
const port: Check = optional((path, value) => {
  if (typeof value === 'number') return portNumber(path, value);
  if (typeof value !== 'string' || isPortName(value)) return [];
  return [invalid(path, `${shown(value)} is neither a port's number nor its name${/^\d+$/u.test(value) ? ': write it without quotes' : ''}`)];
});

const header: Check = fields({
  name: optional((path, value) => (
    typeof value !== 'string' || value === '' || headerName.test(value) ? [] : [invalid(path, `${shown(value)} is not a header's name: use letters, digits and "-"`)]
  )),
});

const handlers: Check = all(
  exactlyOne(['exec', 'httpGet', 'tcpSocket', 'grpc']),
  fields({
    exec: optional((path, value) => (arrayOr(objectOr(value).command).length > 0 ? [] : [required(`${path}.command`, 'needs the command\'s words')])),
    httpGet: fields({ port, scheme: oneOf('', 'HTTP', 'HTTPS'), httpHeaders: listOf(header) }),
    tcpSocket: fields({ port }),
    grpc: fields({ port: portNumber }),
    initialDelaySeconds: seconds,
    timeoutSeconds: seconds,
    periodSeconds: seconds,
    successThreshold: seconds,
    failureThreshold: seconds,
  }),
);

export const checkReadinessProbe: Check = all(handlers, (path, value) => (
  isMissing(objectOr(value).terminationGracePeriodSeconds) ? [] : [forbidden(`${path}.terminationGracePeriodSeconds`, 'is for liveness probes: leave it out')]
));

/** A liveness probe that is passed once is passed. */
export const checkLivenessProbe: Check = all(handlers, fields({ successThreshold: integer(0, 1), terminationGracePeriodSeconds: integer(1, Number.MAX_SAFE_INTEGER) }));
