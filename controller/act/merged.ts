import type { Run } from '../../api/run.ts';
import { parseScript } from '../../api/script.ts';
import { summaryKeys } from '../../api/summary/merged.ts';
import type { Streams } from '../collector/streams.ts';
import { wrapperFile, wrapperScript } from '../jobs/handlesummary/script.ts';
import { reconcile } from '../merge/reconcile.ts';
import { junit } from '../merge/shapes/junit.ts';
import { machineReadable } from '../merge/shapes/machinereadable.ts';
import { summarize } from '../merge/summarize.ts';
import type { RunnerExport } from '../merge/types.ts';
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
export function mergedFiles(run: Run, { total, thresholds, script, start }: MergeOrder, { exports, streams, now }: Evidence): Record<string, string> {
  const { name, namespace, uid } = run.metadata;
  const stream = streams?.view(uid);
  const timeline = streams?.timeline(uid);
  const endedAt = new Date(now).toISOString();
  const { summary, judgement } = summarize({
    reconciled: withNotes(reconcile({ exports, stream, runners: total, elapsedMilliseconds: start ? now - Date.parse(start.time) : 0 }), streams?.notes(uid) ?? []),
    thresholds,
    facts: script,
    run: { name, namespace, uid, total },
    ...(start ? { start } : {}),
    endedAt,
    exports,
    stream,
  });
  const path = script?.handlesSummary ? importable(run) : undefined;
  return fitFiles([
    [summaryKeys.judgement, JSON.stringify(judgement)],
    [summaryKeys.summary, JSON.stringify(summary)],
    ...(path === undefined ? [] : [[wrapperFile, wrapperScript(path, summaryKeys.summary)] as const]),
    [summaryKeys.junit, junit(summary)],
    ...(timeline ? [[summaryKeys.timeline, JSON.stringify(timeline)] as const] : []),
    [summaryKeys.machineReadable, JSON.stringify(machineReadable(summary, endedAt))],
  ]);
}

function withNotes<T extends { notes: string[] }>(reconciled: T, more: readonly string[]): T {
  return { ...reconciled, notes: [...reconciled.notes, ...more] };
}

/** The path of a script that another can import; an archive is none. */
function importable({ spec }: Run): string | undefined {
  const { path } = parseScript(spec.script);
  return path.endsWith('.tar') ? undefined : path;
}
