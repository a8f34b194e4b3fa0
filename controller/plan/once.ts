import { parseStarterReport } from '../../api/starterreport.ts';
import { tearsDownOnce } from '../jobs/runner/once.ts';
import { isEnded, type ChildState, type Ended } from '../observe/state.ts';
import { isStarted } from './facts.ts';
import type { Outcome } from './outcome.ts';
import type { Context } from './types.ts';
import { verdictOf } from './verdict.ts';

/** k6's own code for a setup() and for a teardown() that throws, measured with v1.8.1. */
const scriptException = 107;

/**
 * The outcome with what became of setup() and teardown() where they run once. As in k6, a teardown() that failed comes before thresholds,
 * and after whatever ended the run early. Where runner 1 was lost it could not run, and the loss alone decides.
 */
export function withSetupOnce(outcome: Outcome, context: Context): Outcome {
  if (outcome.reason === 'SetupFailed') return { ...outcome, exitCode: scriptException };
  const fault = teardownFault(context);
  if (fault === undefined) return outcome;
  const stands = outcome.result === 'Failed' || outcome.result === 'Stopped' || verdictOf(context.before) !== undefined;
  if (stands || fault.kind === 'runner lost') return { ...outcome, message: `${outcome.message}; ${fault.message}` };
  const { losses } = outcome;
  return { result: 'Failed', reason: 'TeardownFailed', message: fault.message, losses, ...(fault.kind === 'k6 said so' ? { exitCode: scriptException } : {}) };
}

interface TeardownFault {
  message: string;
  kind: 'k6 said so' | 'runner lost' | 'did not run';
}

/** Why teardown() did not run to its end; undefined where it did, or had not to. */
function teardownFault(context: Context): TeardownFault | undefined {
  const { run, total, teardown, runners: [first] } = context.world;
  if (!tearsDownOnce(run, total) || !isStarted(context)) return undefined;
  if (isEnded(teardown) && teardown.exitCode === 0) return undefined;
  const { message, threw } = toldBy(teardown);
  if (threw) return { message, kind: 'k6 said so' };
  return isLost(first) ? runnerLost : { message, kind: 'did not run' };
}

function toldBy(teardown: ChildState): { message: string; threw: boolean } {
  if (!isEnded(teardown)) return { message: 'teardown() did not run', threw: false };
  const report = parseStarterReport(teardown.report ?? '');
  // In the shell form k6's words still have their line breaks.
  const message = (report?.message ?? causeOf(teardown)).replace(/\s+/g, ' ');
  const threw = report?.reason === 'TeardownFailed';
  return { message: threw ? message : `teardown() did not run to its end: ${message}`, threw };
}

const runnerLost: TeardownFault = { message: 'teardown() did not run to its end, since runner 1, which would run it, was lost', kind: 'runner lost' };

function isLost(runner: ChildState | undefined): boolean {
  return runner === undefined || !isEnded(runner) || runner.lost;
}

function causeOf({ withdrawn, message }: Ended): string {
  return withdrawn ? 'its pod did not get to run' : message;
}
