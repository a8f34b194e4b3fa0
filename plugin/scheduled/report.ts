import type { ConditionType } from '../../api/status.ts';
import type { Run } from '../../api/run.ts';

/** Where a run is, in one line; two runs with the same line are equally far. */
export function progressLine({ status }: Run): string {
  if (status?.stage === undefined) return 'waiting for the operator';
  const { stage, runners } = status;
  const count = runners === undefined ? '' : `, runners ready ${runners.readyTotal}`;
  const message = stage === 'started' ? undefined : conditionMessage({ status }, 'Started');
  return `${stage}${stage === 'created' || stage === 'started' ? count : ''}${message === undefined || stage === 'stopped' ? '' : `: ${message}`}`;
}

/** How the run went: the verdict first, then why, then each runner that did not succeed. */
export function outcomeLines(run: Run): string[] {
  const { result, exitCode, failures = [], start } = run.status ?? {};
  const code = exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`;
  const why = conditionMessage(run, 'Passed') ?? 'no reason given';
  const skew = start?.skewMilliseconds === undefined ? [] : [`all runners started within ${start.skewMilliseconds} ms`];
  return [
    `${result ?? 'Failed'} (${code}): ${why}`,
    ...skew,
    ...failures.map(({ runner, reason, message }) => `runner ${runner}: ${reason}: ${message}`),
  ];
}

function conditionMessage({ status }: Pick<Run, 'status'>, type: ConditionType): string | undefined {
  return status?.conditions?.find((condition) => condition.type === type)?.message;
}
