import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { summaryKeys } from '../../api/summary/merged.ts';
import type { Client } from '../../kube/client.ts';
import { findRun, runReference } from '../connect/findrun.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import type { K6Paint, Paint } from '../output/paint.ts';
import type { Glyphs } from '../output/runtext.ts';
import { isOver } from '../view/verdict.ts';
import { liveText } from './live.ts';
import { whyMissing } from './missing.ts';
import { parseSummary } from './parse.ts';
import { wholeText } from './print.ts';
import { readKept } from './read.ts';

/** What -o prints as it was kept. */
const keysByFormat = { json: 'summary', junit: 'junit', 'machine-readable': 'machineReadable', 'handle-summary': 'handleSummary' } as const;
export type SummaryFormat = keyof typeof keysByFormat;
export const summaryFormats = Object.keys(keysByFormat) as SummaryFormat[];

export interface Drawing {
  /** Milliseconds since the epoch. */
  now: number;
  k6Paint: K6Paint;
  paint: Paint;
  glyphs: Glyphs;
}

export interface Answer {
  /** Without a newline at its end. */
  text: string;
  /** Whether the script's own `handleSummary()` printed something as well. */
  handled: boolean;
}

interface Read {
  /** Undefined where the run is gone. */
  run: Run | undefined;
  kept: Record<string, string> | undefined;
}

/**
 * The summary of the run that `name` (`NAME`, `k6/NAME`, `testrun/NAME`) names, for a person or as it was kept; of a run without one its
 * numbers until now.
 * @throws Failure notFound where there is neither, with why and what to do; KubeError
 */
export async function summaryAnswer({ client, namespace }: { client: Client; namespace: string }, name: string, format: SummaryFormat | undefined, drawing: Drawing): Promise<Answer> {
  const read = await readRun(client, namespace, name);
  const text = format === undefined ? drawn(read, drawing) : read.kept?.[summaryKeys[keysByFormat[format]]];
  if (text === undefined) throw noneOf(runReference(name).name, read, format);
  return { text: text.replace(/\n$/, ''), handled: read.kept?.[summaryKeys.handleSummary] !== undefined };
}

/** The run, and what was kept of it; of one that was cleaned up only that. */
async function readRun(client: Client, namespace: string, text: string): Promise<Read> {
  try {
    const run = await findRun(client, namespace, text);
    return { run, kept: await readKept(client, run.metadata) };
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== exitCodes.notFound) throw error;
    const kept = await readKept(client, { namespace, name: runReference(text).name });
    if (kept === undefined) throw error;
    return { run: undefined, kept };
  }
}

function drawn({ run, kept }: Read, { now, k6Paint, paint, glyphs }: Drawing): string | undefined {
  const whole = kept?.[summaryKeys.summary];
  const summary = whole === undefined ? undefined : parseSummary(whole);
  if (summary !== undefined) return wholeText(summary, k6Paint);
  return run && liveText(run, now, { paint, glyphs });
}

function noneOf(name: string, { run, kept }: Read, format: SummaryFormat | undefined): Failure {
  const exitCode = exitCodes.notFound;
  if (kept?.[summaryKeys.summary] !== undefined) {
    const key = summaryKeys[keysByFormat[format ?? 'json']];
    const hint = format === 'handle-summary' ? 'its script has no handleSummary() that printed anything' : 'another version of the operator wrote it; see the versions with: kubectl k6 version';
    return new Failure(`ConfigMap ${summaryName(name)} has no ${key} that can be read`, { exitCode, hint });
  }
  if (run === undefined) return new Failure(`of ${name} only the ends of its logs were kept`, { exitCode, hint: `see them with: kubectl k6 logs ${name}` });
  const { why, hint } = whyMissing(run);
  return new Failure(`there is no ${isOver(run) ? '' : 'final '}summary of ${name}: ${why}`, { exitCode, hint });
}
