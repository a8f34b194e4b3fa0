import { isObject } from '../../api/json.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { summaryKeys, type MergedSummary, type Timeline } from '../../api/summary/merged.ts';
import type { Client } from '../../kube/client.ts';
import { findRun, runReference } from '../connect/findrun.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { readKept } from '../summary/read.ts';
import { isOver, verdictOf } from '../view/verdict.ts';

/** What a report is made of. */
export interface ReportInput {
  /** Gone where `cleanup: post` or a person deleted it; what the operator kept of it is there still. */
  run?: Run;
  summary: MergedSummary;
  timeline?: Timeline;
}

/**
 * Reads the merged summary of a run that `text` names, and the run where it is there still.
 * @throws Failure notFound where there is neither; Failure where the run has no summary, with why; KubeError
 */
export async function readReport(client: Client, namespace: string, text: string): Promise<ReportInput> {
  const { name } = runReference(text);
  const run = await findRun(client, namespace, text).catch((error: unknown) => orAbsent(error));
  const kept = await readKept(client, run instanceof Failure ? { namespace, name } : run.metadata);
  if (kept?.[summaryKeys.summary] === undefined) throw run instanceof Failure ? run : noSummary(run);
  return { ...(run instanceof Failure ? {} : { run }), ...parsed(kept, summaryName(name)) };
}

function orAbsent(error: unknown): Failure {
  if (error instanceof Failure && error.exitCode === exitCodes.notFound) return error;
  throw error;
}

function noSummary(run: Run): Failure {
  const { name } = run.metadata;
  if (!isOver(run)) {
    return new Failure(`the run ${name} has no summary yet: it is ${verdictOf(run).word.toLowerCase()}`, { hint: `wait for its end with: kubectl k6 status ${name} --wait` });
  }
  const [why] = run.status?.summary?.notes ?? [];
  return new Failure(`the run ${name} left no summary${why === undefined ? '' : `: ${why}`}`, { hint: `see what happened with: kubectl k6 status ${name}, and kubectl k6 logs ${name}` });
}

function parsed(data: Record<string, string>, configMap: string): ReportInput {
  const read = (key: string): unknown => {
    try {
      return JSON.parse(data[key] ?? 'null');
    } catch (cause) {
      throw notReadable(configMap, key, cause);
    }
  };
  const summary = read(summaryKeys.summary);
  if (!isSummary(summary)) throw notReadable(configMap, summaryKeys.summary);
  const timeline = read(summaryKeys.timeline);
  return { summary, ...(isTimeline(timeline) && { timeline }) };
}

function notReadable(configMap: string, key: string, cause?: unknown): Failure {
  return new Failure(`${key} in ConfigMap ${configMap} is not what the operator writes`, { hint: 'it was changed, or written by another version: kubectl k6 version', cause });
}

function isSummary(value: unknown): value is MergedSummary {
  if (!isObject(value) || !isObject(value['metrics']) || !isObject(value['root_group']) || !isObject(value['state']) || !isObject(value['distributed'])) return false;
  const { runners, thresholds, errorBounds, notes } = value['distributed'];
  return Array.isArray(runners) && Array.isArray(thresholds) && isObject(errorBounds) && Array.isArray(notes);
}

/** All lists are as long as `vus`; a timeline without steps says nothing. */
function isTimeline(value: unknown): value is Timeline {
  if (!isObject(value) || typeof value['start'] !== 'string' || typeof value['stepSeconds'] !== 'number') return false;
  const { vus } = value;
  const lists = ['iterationsPerSecond', 'requestsPerSecond', 'requestsFailed', 'p50', 'p95', 'p99', 'receivedBytesPerSecond', 'sentBytesPerSecond'];
  return Array.isArray(vus) && vus.length > 0 && Array.isArray(value['runners']) && Array.isArray(value['notes'])
    && lists.every((key) => Array.isArray(value[key]) && value[key].length === vus.length);
}
