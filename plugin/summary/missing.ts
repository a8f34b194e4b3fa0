import type { Run } from '../../api/run.ts';
import { isOver, verdictOf } from '../view/verdict.ts';
import { reference } from '../view/rows.ts';

/** Why there is no summary of a run, and what to do about it. */
export interface Missing {
  why: string;
  hint: string;
}

export function whyMissing(run: Run): Missing {
  const { metadata: { namespace }, status } = run;
  const name = `${reference(run)} -n ${namespace}`;
  if (!isOver(run)) return { why: `it is ${verdictOf(run).word}, and has no numbers yet`, hint: `wait for its end with: kubectl k6 status ${name} --wait` };
  if (status?.start === undefined) return { why: 'it never started', hint: `see why with: kubectl k6 status ${name}` };
  if (status.script === undefined && status.summary === undefined) {
    return { why: 'the operator that ran it keeps none', hint: `upgrade the operator; what each runner printed is in: kubectl k6 logs ${name}` };
  }
  const [note = 'its runners did not tell their final numbers, as with --no-summary or when they were killed'] = status.summary?.notes ?? [];
  return { why: note.replace(/\.$/, ''), hint: `see what the runners printed with: kubectl k6 logs ${name}` };
}
