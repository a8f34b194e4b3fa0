import type { Run } from '../../api/run.ts';
import { parseScript } from '../../api/script.ts';
import { summaryKeys, type Timeline } from '../../api/summary/merged.ts';
import type { Streams } from '../collector/streams.ts';
import { wrapperFile, wrapperScript } from '../jobs/handlesummary/script.ts';
import { reconcile } from '../merge/reconcile.ts';
import { junit } from '../merge/shapes/junit.ts';
import { machineReadable } from '../merge/shapes/machinereadable.ts';
import { summarize } from '../merge/summarize.ts';
import type { RunnerExport, StreamData } from '../merge/types.ts';
import type { MergeOrder } from '../plan/types.ts';
import { fitFiles } from './fit.ts';

/** What was had of the runners. */
export interface Evidence {
  exports: RunnerExport[];
  streams: Streams | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The files of `<name>-summary` that tell of all runners together, by key. */
export function mergedFiles(run: Run, order: MergeOrder, { exports, streams, now }: Evidence): Record<string, string> {
  const { uid } = run.metadata;
  const endedAt = new Date(now).toISOString();
  const { summary, judgement } = merge(run, order, { exports, stream: streams?.view(uid), notes: streams?.notes(uid) ?? [], endedAt });
  return fitFiles([
    [summaryKeys.judgement, JSON.stringify(judgement)],
    [summaryKeys.summary, JSON.stringify(summary)],
    ...wrapperOf(run, order),
    [summaryKeys.junit, junit(summary)],
    ...timelineOf(streams?.timeline(uid)),
    [summaryKeys.machineReadable, JSON.stringify(machineReadable(summary, endedAt))],
  ]);
}

interface Heard {
  exports: RunnerExport[];
  stream: StreamData | undefined;
  notes: readonly string[];
  /** RFC 3339. */
  endedAt: string;
}

function merge(run: Run, { total, thresholds, script, start }: MergeOrder, { exports, stream, notes, endedAt }: Heard): ReturnType<typeof summarize> {
  const { name, namespace, uid } = run.metadata;
  const elapsedMilliseconds = start ? Date.parse(endedAt) - Date.parse(start.time) : 0;
  const reconciled = reconcile({ exports, stream, runners: total, elapsedMilliseconds });
  return summarize({
    reconciled: { ...reconciled, notes: [...reconciled.notes, ...notes] },
    thresholds,
    facts: script,
    run: { name, namespace, uid, total },
    ...(start ? { start } : {}),
    endedAt,
    exports,
    stream,
  });
}

type File = readonly [key: string, text: string];

function timelineOf(timeline: Timeline | undefined): File[] {
  return timeline ? [[summaryKeys.timeline, JSON.stringify(timeline)]] : [];
}

/** What calls the script's own handleSummary(), where it has one and can be imported: an archive cannot. */
function wrapperOf({ spec }: Run, { script }: MergeOrder): File[] {
  const { path } = parseScript(spec.script);
  return script?.handlesSummary && !path.endsWith('.tar') ? [[wrapperFile, wrapperScript(path, summaryKeys.summary)]] : [];
}
