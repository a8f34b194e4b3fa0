import type { ConfigMap } from '../../api/kubernetes.ts';
import { annotations } from '../../api/labels.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { summaryKeys, type MergedSummary, type Timeline } from '../../api/summary/merged.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { findRun, runReference } from '../connect/findrun.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
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
  const [run, kept] = await Promise.all([
    findRun(client, namespace, text).catch((error: unknown) => orAbsent(error)), keptOf(client, { namespace, name: summaryName(name) }),
  ]);
  if (run instanceof Failure) {
    if (kept?.data?.[summaryKeys.summary] === undefined) throw run;
    return parsed(kept);
  }
  // The name is reused by the next run, for which nothing was kept yet.
  if (kept?.data?.[summaryKeys.summary] === undefined || uidOf(kept) !== run.metadata.uid) throw noSummary(run);
  return { run, ...parsed(kept) };
}

function orAbsent(error: unknown): Failure {
  if (error instanceof Failure && error.exitCode === exitCodes.notFound) return error;
  throw error;
}

async function keptOf(client: Client, of: { namespace: string; name: string }): Promise<ConfigMap | undefined> {
  try {
    return await client.get(configMaps, of);
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return undefined;
    throw error;
  }
}

function uidOf({ metadata }: ConfigMap): string | undefined {
  return metadata?.annotations?.[annotations.runUid];
}

function noSummary(run: Run): Failure {
  const { name } = run.metadata;
  if (!isOver(run)) {
    return new Failure(`the run ${name} has no summary yet: it is ${verdictOf(run).word.toLowerCase()}`, { hint: `wait for its end with: kubectl k6 status ${name} --wait` });
  }
  const [why] = run.status?.summary?.notes ?? [];
  return new Failure(`the run ${name} left no summary${why === undefined ? '' : `: ${why}`}`, { hint: `see what happened with: kubectl k6 status ${name}, and kubectl k6 logs ${name}` });
}

function parsed({ metadata, data = {} }: ConfigMap): ReportInput {
  const read = (key: string): unknown => {
    try {
      return JSON.parse(data[key] ?? 'null');
    } catch (cause) {
      throw notReadable(metadata?.name, key, cause);
    }
  };
  const summary = read(summaryKeys.summary);
  if (!isSummary(summary)) throw notReadable(metadata?.name, summaryKeys.summary);
  const timeline = read(summaryKeys.timeline);
  return { summary, ...(isTimeline(timeline) && { timeline }) };
}

function notReadable(configMap: string | undefined, key: string, cause?: unknown): Failure {
  return new Failure(`${key} in ConfigMap ${configMap ?? ''} is not what the operator writes`, { hint: 'it was changed, or written by another version: kubectl k6 version', cause });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
