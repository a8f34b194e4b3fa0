import type { MergedSummary } from '../../api/summary/merged.ts';
import type { K6Paint } from '../output/paint.ts';
import { distributedText } from './ours.ts';
import { summaryText } from './text.ts';

/** False where no runner told anything. */
export function hasNumbers({ metrics }: MergedSummary): boolean {
  return Object.keys(metrics).length > 0;
}

/** A merged summary as it is printed: as k6 would, and then what only a run of several runners has. */
export function wholeText(summary: MergedSummary, paint: K6Paint): string {
  const parts = [hasNumbers(summary) ? summaryText(summary, paint) : '', distributedText(summary, paint)].filter((part) => part !== '');
  return parts.join('\n\n\n');
}
