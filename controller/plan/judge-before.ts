import { nameFault } from '../../api/names.ts';
import { parseStarterReport } from '../../api/starterreport.ts';
import { validateRun } from '../../api/validation/index.ts';
import { isPaused } from '../jobs/runner/command.ts';
import { isEnded, isWaiting, type Ended } from '../observe/state.ts';
import { hasReached } from '../status/next.ts';
import { nameRunners, runnersWhere, startDeadline, wereCreated } from './facts.ts';
import { initializerFault } from './requirements.ts';
import { causeAtDeadline } from './waiting.ts';
import type { Context } from './types.ts';
import type { Verdict } from './verdict.ts';

/** How long a starter may take from its shot to its report, and a busy kubelet to tell of its end. */
const confirmMilliseconds = 20_000;

const checks = [invalidSpec, badInitializer, deletedRunner, endedRunner, failedStarter, hopelessChild, lateStart];

/** Why a run that has not started never will; undefined while it still may. */
export function judgeBeforeStart(context: Context): Verdict | undefined {
  for (const check of checks) {
    const verdict = check(context);
    if (verdict) return verdict;
  }
  return undefined;
}

/** The controller's own last check, for a run that went round admission. Once runners exist, they are evidence enough. */
function invalidSpec({ world, before, settings }: Context): Verdict | undefined {
  if (hasReached(before, 'created')) return undefined;
  const { name } = world.run.metadata;
  const faults = validateRun(world.run, { maxParallelism: settings.maxParallelism }).map(({ path, message }) => `${path}: ${message}`);
  const fault = nameFault(name, world.total);
  if (fault !== undefined && faults.length === 0) faults.push(`.metadata.name: ${fault}`);
  return faults.length === 0 ? undefined : { reason: 'InvalidSpec', message: faults.join('; ') };
}

function badInitializer({ world }: Context): Verdict | undefined {
  return isEnded(world.initializer) ? initializerFault(world.initializer, world.total) : undefined;
}

/** Once all runners were there, one that is missing was deleted by somebody; its pod may have run already, so it is not made again. */
function deletedRunner({ world, before }: Context): Verdict | undefined {
  const missing = runnersWhere(world.runners, ({ phase }) => phase === 'absent');
  if (!wereCreated({ world, before }) || missing.length === 0) return undefined;
  return { reason: 'RunnerDeleted', message: `the Job of ${nameRunners(missing)} was deleted before the start` };
}

/**
 * A runner that ends before the start spoils it: the others would carry N-1 shares of the load.
 * While a starter is at work, or where runners do not wait for one, a runner that ended well was simply quicker than the others.
 */
function endedRunner({ world, now }: Context): Verdict | undefined {
  const atWork = world.starter.phase !== 'absent' && !isEnded(world.starter);
  const couldBeFine = (runner: Ended): boolean => (atWork && isFresh(runner, now)) || ((atWork || !isPaused(world.run)) && couldHaveRun(runner));
  const at = world.runners.findIndex((runner) => isEnded(runner) && !couldBeFine(runner));
  const runner = world.runners[at];
  if (!runner || !isEnded(runner)) return undefined;
  const reason = runner.withdrawn ? 'RunnerDeleted' : (runner.reason ?? 'RunnerFailed');
  return { reason, message: `runner ${at + 1} ended before the start: ${runner.message}` };
}

function couldHaveRun({ exitCode }: Ended): boolean {
  return exitCode === 0 || exitCode === 99 || exitCode === 103;
}

/** A starter that has fired still reads every status once more before it reports; until then a `setup()` that threw looks like a broken start. */
function isFresh({ endedAt, exitCode }: Ended, now: number): boolean {
  return exitCode !== undefined && endedAt !== undefined && now - Date.parse(endedAt) < confirmMilliseconds;
}

function failedStarter({ world: { starter } }: Context): Verdict | undefined {
  if (!isEnded(starter) || starter.exitCode === 0) return undefined;
  const report = parseStarterReport(starter.report ?? '');
  if (!report) return { reason: 'StarterFailed', message: `the starter: ${starter.message}${lastWords(starter)}` };
  const laggards = report.laggards.map(({ runner }) => runner);
  const who = laggards.length > 0 ? ` (${nameRunners(laggards)})` : '';
  const reason = report.reason === 'BarrierTimeout' || report.reason === 'SetupFailed' ? report.reason : 'StarterFailed';
  return { reason, message: `${(report.message ?? 'no runner was started').replace(/\s+/g, ' ')}${who}` };
}

function lastWords({ report }: Ended): string {
  return report === undefined || report === '' ? '' : `: ${report.slice(-500)}`;
}

function hopelessChild({ world }: Context): Verdict | undefined {
  const children = [world.initializer, world.starter, ...world.runners];
  const stuck = children.filter(isWaiting).find(({ hopeless }) => hopeless);
  return stuck && { reason: stuck.reason, message: stuck.message };
}

function lateStart(context: Context): Verdict | undefined {
  if (context.now < startDeadline(context)) return undefined;
  const { reason, message } = causeAtDeadline(context);
  return { reason: reason === 'PodPending' ? 'StartDeadlineExceeded' : reason, message: `not started within startDeadlineSeconds: ${message}` };
}
