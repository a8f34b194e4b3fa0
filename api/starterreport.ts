/** Why a starter or stopper gave up. */
export const starterFailures = [
  /** At the deadline at least one runner had not reached status 4. */
  'BarrierTimeout',
  /** At the deadline the only runners missing were such that had answered before and then refused connections. */
  'RunnerFailed',
  /** The shot was fired, and at least one runner did not start. */
  'StartFailed',
  /** At the deadline at least one runner was still running. */
  'StopFailed',
  /** The process got SIGTERM or SIGINT. */
  'Interrupted',
  /** The environment of the process is not a valid input. */
  'InvalidInput',
] as const;
export type StarterFailure = (typeof starterFailures)[number];

export type StarterAction = 'start' | 'stop';

/** A runner that kept the others waiting, or that did not start or stop. */
export interface Laggard {
  /** 1-based, as in the Job's name. */
  runner: number;
  /** The last `data.attributes.status` that it told; absent where it never answered. */
  status?: number;
  /** What went wrong with the last request. */
  error?: string;
}

/**
 * What a starter or stopper leaves in its termination message, as one line of JSON of at most 4096 bytes.
 * Lists are cut to fit; each has its full length beside it.
 */
export interface StarterReport {
  ok: boolean;
  action: StarterAction;
  /** RFC 3339 with milliseconds. Start: when the first last byte was written, present once the shot was fired. Stop: when it was asked. */
  time?: string;
  /** An upper bound of how far apart any two runners left their pause; absent where it is not known for all. */
  skewMilliseconds?: number;
  /** How many runners the input named. */
  runners: number;
  /** How many runners needed more than one PATCH. */
  retried: number;
  /** From the process's start until every runner was ready (start) or had ended (stop). */
  waitedMilliseconds: number;
  /** Runners with status 5 or more before the shot; they were left alone. */
  alreadyRunning: number[];
  alreadyRunningCount: number;
  reason?: StarterFailure;
  message?: string;
  laggards: Laggard[];
  laggardCount: number;
  /** Present after a failed shot: the runners that did start. */
  started: number[];
  startedCount: number;
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function indices(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item): item is number => Number.isInteger(item)) : [];
}

function laggard(value: unknown): Laggard[] {
  if (!isObject(value)) return [];
  const runner = count(value['runner']);
  const status = count(value['status']);
  const error = text(value['error']);
  if (runner === undefined) return [];
  return [{ runner, ...(status === undefined ? {} : { status }), ...(error === undefined ? {} : { error }) }];
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The optional fields, each only where it is there and of its type. */
function optional(raw: Json): Pick<StarterReport, 'time' | 'skewMilliseconds' | 'reason' | 'message'> {
  const time = text(raw['time']);
  const skewMilliseconds = count(raw['skewMilliseconds']);
  const reason = starterFailures.find((known) => known === raw['reason']);
  const message = text(raw['message']);
  return {
    ...(time === undefined || Number.isNaN(Date.parse(time)) ? {} : { time }),
    ...(skewMilliseconds === undefined ? {} : { skewMilliseconds }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

/**
 * Reads a termination message. Tolerant: text before or after the report, unknown fields and fields of the wrong type are passed over,
 * since the message may come from a user's own starter image. Undefined where no line is a report.
 */
export function parseStarterReport(message: string): StarterReport | undefined {
  const lines = message.split('\n').map((line) => parseJson(line.trim()));
  const raw = lines.filter(isObject).findLast((line) => typeof line['ok'] === 'boolean' && (line['action'] === 'start' || line['action'] === 'stop'));
  if (raw === undefined) return undefined;
  const laggards = Array.isArray(raw['laggards']) ? raw['laggards'].flatMap(laggard) : [];
  const alreadyRunning = indices(raw['alreadyRunning']);
  const started = indices(raw['started']);
  return {
    ok: raw['ok'] === true,
    action: raw['action'] === 'stop' ? 'stop' : 'start',
    ...optional(raw),
    runners: count(raw['runners']) ?? 0,
    retried: count(raw['retried']) ?? 0,
    waitedMilliseconds: count(raw['waitedMilliseconds']) ?? 0,
    alreadyRunning,
    alreadyRunningCount: count(raw['alreadyRunningCount']) ?? alreadyRunning.length,
    laggards,
    laggardCount: count(raw['laggardCount']) ?? laggards.length,
    started,
    startedCount: count(raw['startedCount']) ?? started.length,
  };
}
