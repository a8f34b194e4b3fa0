import type { JsonObject } from '../json.ts';
import { setupModes } from '../spec.ts';
import { booleanText, booleanValue, type Check, integer, isMissing, noTexts, objectValue, oneOf, text } from './checks.ts';
import { type Finding, forbidden, invalid } from './finding.ts';
import type { Limits } from './limits.ts';

const maxInt32 = 2 ** 31 - 1;

/** The spec's own fields that stand for themselves. */
const fields: Readonly<Record<string, Check>> = {
  separate: booleanValue,
  stop: booleanValue,
  quiet: booleanText,
  paused: booleanText,
  cleanup: oneOf('post'),
  runnerLossPolicy: oneOf('Fail', 'Continue'),
  setup: oneOf(...setupModes),
  startDeadlineSeconds: integer(1, maxInt32),
  activeDeadlineSeconds: integer(1, maxInt32),
  ttlSecondsAfterFinished: integer(0, maxInt32),
  testRunId: text,
  token: text,
};

const scuttle: Readonly<Record<string, Check>> = {
  enabled: booleanText,
  envoyAdminApi: text,
  neverKillIstio: booleanValue,
  neverKillIstioOnFailure: booleanValue,
  disableLogging: booleanValue,
  scuttleLogging: booleanValue,
  startWithoutEnvoy: booleanValue,
  waitForEnvoyTimeout: text,
  istioQuitApi: text,
  genericQuitEndpoint: text,
  quitWithoutEnvoyTimeout: text,
};

export function checkFields(spec: JsonObject): Finding[] {
  return [...checkAll('.spec', spec, fields), ...checkSetup(spec)];
}

/** Runners that do not wait have no starter, and it is the starter that hands on what setup() returned. */
function checkSetup({ setup, paused }: JsonObject): Finding[] {
  if (setup !== 'Once' || !noTexts.some((no) => no === paused)) return [];
  return [forbidden('.spec.setup', 'Once needs runners that wait for one start: leave spec.paused out or write "true", or write PerRunner')];
}

export function checkScuttle(spec: JsonObject): Finding[] {
  const faults = objectValue('.spec.scuttle', spec.scuttle);
  return faults.length > 0 || isMissing(spec.scuttle) ? faults : checkAll('.spec.scuttle', spec.scuttle as JsonObject, scuttle);
}

export function checkParallelism(spec: JsonObject, limits: Limits): Finding[] {
  const path = '.spec.parallelism';
  const { parallelism } = spec;
  if (typeof parallelism === 'number' && Number.isInteger(parallelism) && parallelism > limits.maxParallelism) {
    return [invalid(path, `${parallelism} runners are more than this cluster allows: write ${limits.maxParallelism} or less, or ask for a higher limits.maxParallelism`)];
  }
  return integer(1, maxInt32)(path, parallelism);
}

function checkAll(path: string, object: JsonObject, checks: Readonly<Record<string, Check>>): Finding[] {
  return Object.entries(checks).flatMap(([name, check]) => check(`${path}.${name}`, object[name]));
}
