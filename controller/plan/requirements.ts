import { exitMeaning } from '../../api/exitcodes.ts';
import type { Reason } from '../../api/reasons.ts';
import type { Requirements } from '../../api/status.ts';
import type { Ended } from '../observe/state.ts';
import type { Verdict } from './verdict.ts';

/** A shell's words for a program that cannot be run. */
const shellCodes: ReadonlySet<number> = new Set([126, 127]);
const scriptReasons: ReadonlySet<Reason> = new Set(['ScriptException', 'InvalidConfig']);

/**
 * Reads the end of what `k6 inspect --execution-requirements` printed, cut off at its beginning.
 * k6 puts `totalDuration` and `maxVUs` behind all options, so that they survive the cut where the rest does not parse.
 */
export function readRequirements(report: string): Requirements | undefined {
  const maxVUs = /"maxVUs":\s*(\d+)[^{}]*}\s*$/.exec(report)?.[1];
  const totalDuration = /"totalDuration":\s*"([^"]*)"[^{}]*}\s*$/.exec(report)?.[1];
  if (maxVUs === undefined) return undefined;
  return { maxVUs: Number(maxVUs), totalDuration: totalDuration ?? '' };
}

/** Why the run cannot go on after its initializer; undefined where it can. */
export function initializerFault(initializer: Ended, runners: number): Verdict | undefined {
  if (initializer.exitCode !== 0) return scriptFault(initializer);
  const requirements = readRequirements(initializer.report ?? '');
  if (!requirements) return { reason: 'InitializerFailed', message: 'k6 inspect printed no execution requirements; set initializer.disabled to skip it' };
  if (requirements.maxVUs >= runners) return undefined;
  const advice = `use parallelism ${requirements.maxVUs} or fewer, or give the script more VUs`;
  return { reason: 'NotEnoughVUs', message: `the script has ${requirements.maxVUs} VUs for ${runners} runners: ${advice}` };
}

function scriptFault({ exitCode, reason, message, lost, report = '' }: Ended): Verdict {
  const words = report.trim();
  if (exitCode === undefined || lost) return { reason: reason ?? 'InitializerFailed', message: `the initializer: ${message}` };
  if (shellCodes.has(exitCode)) return { reason: 'InitializerFailed', message: words || message };
  const known = exitMeaning(exitCode).reason;
  return { reason: scriptReasons.has(known) ? known : 'ScriptInvalid', message: words ? `k6 said: ${words}` : message };
}
