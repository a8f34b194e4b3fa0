/** Why a starter, a stopper or a teardown gave up. */
export const starterFailures = [
  /** At the deadline at least one runner had not reached status 4. */
  'BarrierTimeout',
  /** The only runners missing at the deadline were such that had answered before and then refused connections; or one went away from setup() or teardown(). */
  'RunnerFailed',
  /** The shot was fired, and at least one runner did not start. */
  'StartFailed',
  /** At the deadline at least one runner was still running. */
  'StopFailed',
  /** `setup()` threw or took too long. */
  'SetupFailed',
  /** `teardown()` threw or took too long, or never got its turn. */
  'TeardownFailed',
  /** The process got SIGTERM or SIGINT. */
  'Interrupted',
  /** The environment of the process is not a valid input. */
  'InvalidInput',
] as const;
export type StarterFailure = (typeof starterFailures)[number];

export const starterActions = ['start', 'stop', 'teardown'] as const;
export type StarterAction = (typeof starterActions)[number];

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
 * What a starter, a stopper or a teardown leaves in its termination message, as one line of JSON of at most 4096 bytes.
 * Lists are cut to fit; each has its full length beside it.
 */
export interface StarterReport {
  ok: boolean;
  action: StarterAction;
  /** RFC 3339 with milliseconds. Start: when the first last byte was written, present once the shot was fired. Stop, teardown: when it was asked. */
  time?: string;
  /** An upper bound of how far apart any two runners left their pause; absent where it is not known for all. */
  skewMilliseconds?: number;
  /** How long `setup()` took, and giving what it returned to all other runners; present where this starter ran it. */
  setupMilliseconds?: number;
  /** How many runners the input named. */
  runners: number;
  /** How many runners needed more than one PATCH. */
  retried: number;
  /** From the process's start until every runner was ready (start, without `setupMilliseconds`) or had ended (stop, teardown). */
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
function optional(raw: Json): Pick<StarterReport, 'time' | 'skewMilliseconds' | 'setupMilliseconds' | 'reason' | 'message'> {
  const time = text(raw['time']);
  const skewMilliseconds = count(raw['skewMilliseconds']);
  const setupMilliseconds = count(raw['setupMilliseconds']);
  const reason = starterFailures.find((known) => known === raw['reason']);
  const message = text(raw['message']);
  return {
    ...(time === undefined || Number.isNaN(Date.parse(time)) ? {} : { time }),
    ...(skewMilliseconds === undefined ? {} : { skewMilliseconds }),
    ...(setupMilliseconds === undefined ? {} : { setupMilliseconds }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

/** The last line that is a report, with its action. */
function lastReport(message: string): { raw: Json; action: StarterAction } | undefined {
  const lines = message.split('\n').map((line) => parseJson(line.trim()));
  const reports = lines.filter(isObject).flatMap((raw) => {
    const action = starterActions.find((known) => known === raw['action']);
    return typeof raw['ok'] === 'boolean' && action !== undefined ? [{ raw, action }] : [];
  });
  return reports.at(-1);
}

/**
 * Reads a termination message. Tolerant: text before or after the report, unknown fields and fields of the wrong type are passed over,
 * since the message may come from a user's own starter image. Undefined where no line is a report.
 */
export function parseStarterReport(message: string): StarterReport | undefined {
  const found = lastReport(message);
  if (found === undefined) return undefined;
  const { raw, action } = found;
  const laggards = Array.isArray(raw['laggards']) ? raw['laggards'].flatMap(laggard) : [];
  const alreadyRunning = indices(raw['alreadyRunning']);
  const started = indices(raw['started']);
  return {
    ok: raw['ok'] === true,
    action,
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
