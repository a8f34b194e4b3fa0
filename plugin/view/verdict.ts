import type { Run } from '../../api/run.ts';
import type { Condition, ConditionType } from '../../api/status.ts';
import { exitCodes } from '../errors/failure.ts';
import type { Tone } from '../output/paint.ts';

/** How a run stands, in one word and why. */
export interface Verdict {
  word: 'Passed' | 'ThresholdsFailed' | 'Failed' | 'Stopped' | 'Pending' | 'Starting' | 'Running' | 'Stopping' | 'Ending' | 'Deleting';
  tone: Tone;
  /** From the documented list; absent where the controller has said nothing yet. */
  reason?: string;
  /** For a person; empty where there is nothing to add. */
  message: string;
}

export function conditionOf({ status }: Run, type: ConditionType): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** Whether nothing more will happen to the run. */
export function isOver(run: Run): boolean {
  return conditionOf(run, 'Finished')?.status === 'True' || run.status?.stage === 'finished' || run.status?.stage === 'error';
}

export function verdictOf(run: Run): Verdict {
  const why = cause(run);
  const said = why === undefined ? { message: '' } : { reason: why.reason, message: why.message };
  if (isOver(run)) {
    const word = run.status?.result ?? 'Failed';
    return { word, tone: word === 'Passed' ? 'good' : word === 'Stopped' ? 'caution' : 'bad', ...said };
  }
  if (run.metadata.deletionTimestamp !== undefined) return { word: 'Deleting', tone: 'dim', message: 'it is being deleted' };
  if (run.status?.stage === undefined) return { word: 'Pending', tone: 'caution', message: 'the operator has not looked at it yet; if it stays so: kubectl k6 doctor' };
  return { word: underWay(run), tone: 'busy', ...said };
}

function underWay({ spec, status }: Run): 'Starting' | 'Running' | 'Stopping' | 'Ending' {
  if (status?.stage === 'stopped') return 'Ending';
  if (spec.stop === true) return 'Stopping';
  return status?.stage === 'started' ? 'Running' : 'Starting';
}

/** The condition that says most at this point of the run's life. */
function cause(run: Run): Condition | undefined {
  const [ready, started, finished, passed] = (['RunnersReady', 'Started', 'Finished', 'Passed'] as const).map((type) => conditionOf(run, type));
  if (isOver(run)) return passed ?? finished;
  if (passed?.status === 'False') return passed;
  if (started?.status === 'True') return finished;
  return ready?.status === 'False' ? ready : started;
}

/**
 * What a command that waited for the run ends with: 0 when it passed, k6's own code where k6 said how it went, else 6: the cluster or
 * the operator, not the test, made an end of it.
 */
export function outcomeExitCode({ status }: Run): number {
  const { result, exitCode } = status ?? {};
  if (result === 'Passed') return 0;
  return exitCode !== undefined && exitCode >= 97 && exitCode <= 110 ? exitCode : exitCodes.notRun;
}
