import type { Run } from '../../api/run.ts';
import type { Paint } from '../output/paint.ts';
import { figuresText, thresholdsText, type Glyphs } from '../output/runtext.ts';
import { isOver } from '../view/verdict.ts';
import { figuresOf } from '../view/numbers.ts';
import { thresholdLinesOf } from '../view/thresholds.ts';

/** What the run's status says of a run without a summary: numbers and thresholds as they stand, and that they may change. Undefined where it says nothing. */
export function liveText(run: Run, now: number, { paint, glyphs }: { paint: Paint; glyphs: Glyphs }): string | undefined {
  const { summary, thresholds = [] } = run.status ?? {};
  const { lines, more } = thresholdLinesOf(thresholds, true);
  const rows = thresholdsText({ thresholds: lines, moreThresholds: more }, paint, glyphs);
  const figures = summary === undefined ? [] : figuresText({ figures: figuresOf(summary, now), notes: summary.notes ?? [] }, paint);
  const blocks = [rows, figures].filter((block) => block.length > 0).map((block) => block.join('\n'));
  const remark = isOver(run) ? 'The whole summary was not kept; this is what the run\'s status says.' : 'The run goes on: none of this is final.';
  return blocks.length === 0 ? undefined : [...blocks, remark].join('\n\n');
}
