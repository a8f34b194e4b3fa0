import type { Run } from '../../../api/run.ts';
import { parseScript } from '../../../api/script.ts';
import type { SummarySource } from '../../../api/status.ts';
import { duration, shownValue } from '../format.ts';
import type { ReportInput } from '../read.ts';

export interface Fact {
  name: string;
  value: string;
}

const sources: Record<SummarySource, string> = {
  Stream: 'The runners\' stream of metrics', Summaries: 'The runners\' summaries at their end', StreamAndSummaries: 'Stream and summaries, held against each other',
};

/** What the run was, in the order in which one asks. */
export function factsOf(input: ReportInput): Fact[] {
  const { run, summary: { distributed, metrics } } = input;
  const facts: [string, string | undefined][] = [
    ['Runners', runnersText(distributed.runners)],
    ['VUs', vusText(metrics['vus_max']?.values, run)],
    ...times(input),
    ['Script', run === undefined ? undefined : scriptText(run)],
    ['k6', distributed.k6Version ?? run?.status?.script?.k6Version],
    ['Numbers from', sources[distributed.source]],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function times({ run, summary, timeline }: ReportInput): [string, string | undefined][] {
  const start = summary.distributed.start ?? run?.status?.start;
  const milliseconds = summary.state.testRunDurationMs;
  return [
    ['Started', time(start?.time ?? timeline?.start)],
    ['Duration', milliseconds > 0 ? duration(milliseconds) : undefined],
    ['Start skew', start?.skewMilliseconds === undefined ? undefined : `at most ${Math.ceil(start.skewMilliseconds * 10) / 10}\u00a0ms between any two runners`],
  ];
}

function runnersText(runners: readonly { reported: boolean }[]): string {
  const reported = runners.filter((one) => one.reported).length;
  return reported === runners.length ? String(runners.length) : `${reported} of ${runners.length} reported to the end`;
}

function vusText(values: Record<string, number> | undefined, run: Run | undefined): string | undefined {
  const most = values?.['max'] ?? values?.['value'] ?? run?.status?.requirements?.maxVUs;
  return most === undefined ? undefined : `up to ${shownValue(most, 'number')}`;
}

/** RFC 3339 in a form that is easier to read; the zone stays UTC, so that all who get the page read the same. */
function time(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function scriptText({ spec }: Run): string | undefined {
  try {
    const { kind, path, file } = parseScript(spec.script);
    if (kind === 'localFile') return `${path} of the image`;
    const { configMap, volumeClaim } = spec.script;
    return kind === 'configMap' ? `${file ?? path} of ConfigMap ${configMap?.name ?? ''}` : `${file ?? path} of volume claim ${volumeClaim?.name ?? ''}`;
  } catch {
    return undefined;
  }
}
