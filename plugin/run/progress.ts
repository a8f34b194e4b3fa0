import type { Run } from '../../api/run.ts';
import type { Paint } from '../output/paint.ts';
import { glyphsFor, verdictText } from '../output/runtext.ts';
import { numbersLine } from '../view/numbers.ts';
import { ran, skew } from '../view/rows.ts';
import { span } from '../view/time.ts';
import { runView } from '../view/tree.ts';
import { isOver, verdictOf } from '../view/verdict.ts';

/** What there is to say of a run that is under way: one line, without the time, so that two can be compared. */
export function progressText(run: Run, paint: Paint): string {
  const { word, tone, message } = verdictOf(run);
  return `${paint(tone, word)}${message === '' ? '' : `: ${message}`}`;
}

/** What a run that is on has measured until now, in one line; empty where nothing is known, and at its end, when there is a whole summary. */
export function numbersText(run: Run, paint: Paint): string {
  const { summary } = run.status ?? {};
  if (summary === undefined || summary.final || isOver(run)) return '';
  const { word, tone } = verdictOf(run);
  const numbers = numbersLine(summary);
  return numbers === '' ? '' : `${paint(tone, word)}: ${numbers}`;
}

/** @param milliseconds since the command began to follow the run */
export function timed(milliseconds: number, text: string): string {
  return `${span(milliseconds).padStart(5)}  ${text}`;
}

/** How a run ended: the verdict first, then why, how long it took, and every runner that did not succeed. */
export function outcomeText(run: Run, now: number, { paint, env }: { paint: Paint; env: NodeJS.ProcessEnv }): string {
  const view = runView({ run, jobs: [], pods: [], events: [] }, { now, whole: false });
  const [duration, apart, total] = [ran(run, now), skew(run), run.status?.runners?.total];
  const figures = [
    total === undefined ? '' : `${total} ${total === 1 ? 'runner' : 'runners'}`,
    duration && `ran ${duration}`,
    apart && `start skew ${apart}`,
  ].filter((figure) => figure !== '');
  return [
    verdictText(view, paint, glyphsFor(env)),
    ...(figures.length > 0 ? [`  ${figures.join(', ')}`] : []),
    ...(run.status?.failures ?? []).map(({ runner, reason, message }) => `  runner ${runner}: ${reason}: ${message}`),
  ].join('\n');
}
