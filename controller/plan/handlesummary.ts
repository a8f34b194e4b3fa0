import { handleSummaryJob } from '../jobs/handlesummary/job.ts';
import { isEnded, isWaiting } from '../observe/state.ts';
import { nextStatus } from '../status/next.ts';
import { judgedStatus } from './thresholds.ts';
import type { Action, Context, Plan } from './types.ts';

/** How long a pod that does not get to run is waited for. */
const patienceMilliseconds = 120_000;

/**
 * Lets the script's own `handleSummary()` see the merged summary, and keeps what it printed, before the outcome is told. Whatever becomes of it
 * decides nothing about the test. Undefined where there is nothing to do, or nothing left.
 */
export function handleSummary(context: Context): Plan | undefined {
  const { world, now } = context;
  if (world.handleSummary !== 'due') return undefined;
  const merged = Date.parse(world.judgement?.summary.time ?? '');
  const message = 'the script\'s own handleSummary() gets the summary of all runners';
  const status = nextStatus(context, { ...judgedStatus(world.judgement), stage: 'stopped', conditions: { Finished: { status: 'False', reason: 'HandlingSummary', message } } });
  return { actions: actionsOf(context, now - merged > patienceMilliseconds), status, again: 1000 };
}

function actionsOf({ world, settings }: Context, late: boolean): Action[] {
  const { summarizer, run } = world;
  if (summarizer.phase === 'absent') return [{ do: 'create-job', role: 'summary', job: handleSummaryJob(run, settings) }];
  if (isEnded(summarizer)) return [{ do: 'keep-handled', pod: summarizer.pod, message: summarizer.message }];
  return late && isWaiting(summarizer) ? [{ do: 'keep-handled', pod: undefined, message: summarizer.message }] : [];
}
