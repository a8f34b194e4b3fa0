import type { Reason } from '../../api/reasons.ts';
import { isRunning, isWaiting, type Waiting } from '../observe/state.ts';
import { findCondition } from '../status/conditions.ts';
import { ordinary } from '../status/events.ts';
import { nameRunners, runnersWhere } from './facts.ts';
import type { Context } from './types.ts';

export interface WaitingCause {
  reason: Reason;
  message: string;
}

/** What keeps a run from starting, by the most telling cause there is. */
export function waitingCause({ world, before }: Pick<Context, 'world' | 'before'>): WaitingCause {
  if (world.foreign.length > 0) return { reason: 'NameConflict', message: foreignMessage(world.foreign) };
  if (world.scriptFault !== undefined) return { reason: 'ScriptNotFound', message: world.scriptFault };
  return (
    waitingChild('the initializer', world.initializer) ??
    checkCause(world.initializer) ??
    waitingRunners(world.runners) ??
    waitingChild('the starter', world.starter) ??
    barrierCause(world.starter) ??
    recordedCause(before) ?? { reason: 'StartDeadlineExceeded', message: 'the runners were not started in time' }
  );
}

/** As `waitingCause`; a pod that is merely pending beside a child that the API server refuses to make is not what the run failed of. */
export function causeAtDeadline(context: Pick<Context, 'world' | 'before'>): WaitingCause {
  const cause = waitingCause(context);
  return cause.reason === 'PodPending' ? (recordedCause(context.before) ?? cause) : cause;
}

function checkCause(initializer: Context['world']['initializer']): WaitingCause | undefined {
  return isRunning(initializer) ? { reason: 'StartDeadlineExceeded', message: 'the initializer is still checking the script' } : undefined;
}

function barrierCause(starter: Context['world']['starter']): WaitingCause | undefined {
  return isRunning(starter) ? { reason: 'BarrierTimeout', message: 'the starter still waits for runners to initialise their VUs' } : undefined;
}

/** A child that the API server refuses to make leaves no trace but the last pass's word of it. */
function recordedCause(before: Context['before']): WaitingCause | undefined {
  const started = findCondition(before, 'Started');
  return started && !ordinary.has(started.reason) ? { reason: started.reason, message: started.message } : undefined;
}

export function foreignMessage(foreign: readonly string[]): string {
  return `names of this run's children are taken: ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}`;
}

function waitingChild(name: string, child: Context['world']['starter']): WaitingCause | undefined {
  return isWaiting(child) ? { reason: child.reason, message: `${name}: ${child.message}` } : undefined;
}

function waitingRunners(runners: Context['world']['runners']): WaitingCause | undefined {
  const waiting = runnersWhere(runners, isWaiting);
  if (waiting.length === 0) return undefined;
  const worst = mostTelling(runners.filter(isWaiting));
  return { reason: worst.reason, message: `${waiting.length} of ${runners.length} runners are not running (${nameRunners(waiting)}): ${worst.message}` };
}

/** A named cause tells more than a pod that is merely pending. */
function mostTelling(waiting: Waiting[]): Waiting {
  const [first] = waiting;
  if (!first) throw new RangeError('no runner waits');
  return waiting.find(({ reason }) => reason !== 'PodPending') ?? first;
}
