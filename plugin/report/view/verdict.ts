import type { ThresholdStatus } from '../../../api/status.ts';
import { verdictOf } from '../../view/verdict.ts';
import type { ReportInput } from '../read.ts';

/** How the run went, in one word and why. */
export interface ReportVerdict {
  word: string;
  tone: 'good' | 'bad' | 'caution' | 'plain';
  exitCode?: number;
  /** A sentence or more. */
  why: string;
}

const words: Record<string, string> = { ThresholdsFailed: 'Thresholds failed' };

/** What the run's own status says, or where the run is gone, what its thresholds say. */
export function reportVerdict({ run, summary }: ReportInput): ReportVerdict {
  const { thresholds } = summary.distributed;
  if (run === undefined) return ofThresholds(thresholds);
  const { word, tone, message } = verdictOf(run);
  const exitCode = run.status?.exitCode;
  return {
    word: words[word] ?? word,
    tone: tone === 'good' || tone === 'bad' || tone === 'caution' ? tone : 'plain',
    ...(exitCode !== undefined && { exitCode }),
    why: [sentence(message), tally(thresholds)].filter((part) => part !== '').join(' '),
  };
}

function sentence(text: string): string {
  const whole = text.slice(0, 1).toUpperCase() + text.slice(1);
  return whole === '' || /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

function ofThresholds(thresholds: readonly ThresholdStatus[]): ReportVerdict {
  const gone = 'The run is no longer in the cluster, and with it its result; its thresholds and numbers were kept.';
  const why = `${tally(thresholds)} ${gone}`.trim();
  if (thresholds.length === 0) return { word: 'Ended', tone: 'plain', why };
  return thresholds.some(({ ok }) => ok === false) ? { word: 'Thresholds failed', tone: 'bad', why } : { word: 'Thresholds passed', tone: 'good', why };
}

function tally(thresholds: readonly ThresholdStatus[]): string {
  if (thresholds.length === 0) return '';
  const failed = thresholds.filter(({ ok }) => ok === false).length;
  const open = thresholds.filter(({ state }) => state === 'Indeterminate').length;
  const close = open === 0 ? '' : ` ${open} ${open === 1 ? 'is' : 'are'} too close to tell for certain.`;
  return `${thresholds.length - failed} of ${thresholds.length} thresholds passed.${close}`;
}
