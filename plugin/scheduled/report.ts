import type { Run } from '../../api/run.ts';
import { skew } from '../view/rows.ts';
import { verdictOf } from '../view/verdict.ts';

/** How a run stands, in one line; as long as it is the same, nothing has happened. */
export function progressLine(run: Run): string {
  const { word, message } = verdictOf(run);
  const { stage = 'not taken up yet', runners } = run.status ?? {};
  const count = runners === undefined ? '' : `, runners ready ${runners.readyTotal}`;
  return `${word} (${stage}${count})${message === '' ? '' : `: ${message}`}`;
}

/** How the run went: the verdict first, then why, then each runner that did not succeed. */
export function outcomeLines(run: Run): string[] {
  const { word, message } = verdictOf(run);
  const { exitCode, failures = [] } = run.status ?? {};
  return [
    ...(skew(run) === '' ? [] : [`all runners started within ${skew(run)}`]),
    ...failures.map((failure) => `runner ${failure.runner}: ${failure.reason}: ${failure.message}`),
    `${word}, ${exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`}${message === '' ? '' : `: ${message}`}`,
  ];
}
