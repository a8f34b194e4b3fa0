import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { sleep } from '../../kube/clock.ts';
import { resourceOf } from '../connect/findrun.ts';
import { isOver, verdictOf } from '../view/verdict.ts';
import { followLogs } from './follow.ts';
import { keptLogs, type KeptOf } from './kept.ts';
import { readLogs } from './read.ts';
import type { LogsOutput, LogsRequest } from './request.ts';

export { logsRequest, type LogsFlags, type LogsOutput, type LogsRequest } from './request.ts';
export { followLogs } from './follow.ts';
export { readLogs } from './read.ts';

/**
 * Writes a run's logs: as they are now in the order of time, or followed to the run's end. Where no pod is left, the ends that the operator
 * kept; where there is nothing at all, a note that says why.
 * @throws KubeError; Failure when not every log could be read
 */
export async function showLogs(
  client: Client, request: LogsRequest, output: LogsOutput, { follow, signal }: { follow: boolean; signal: AbortSignal },
): Promise<void> {
  const count = follow ? await followTelling(client, request, output, signal) : await readLogs(client, request, output, signal);
  if (count > 0) return;
  const shown = !request.selection.failed && await showKept(client, request, request.run.metadata, output);
  if (!shown) output.note(whyNothing(request));
}

/** How long somebody may wait for the first line without a word, ms. */
const silentMs = 2000;

/** Follows; where no line comes since the run has not started, with a note that says why. */
async function followTelling(client: Client, request: LogsRequest, output: LogsOutput, signal: AbortSignal): Promise<number> {
  const spoken = new AbortController();
  const write = (text: string): Promise<void> | undefined => {
    spoken.abort();
    return output.write(text);
  };
  void tellWhy(client, request, output, AbortSignal.any([signal, spoken.signal]));
  try {
    return await followLogs(client, request, { ...output, write }, signal);
  } finally {
    spoken.abort();
  }
}

async function tellWhy(client: Client, request: LogsRequest, output: LogsOutput, signal: AbortSignal): Promise<void> {
  await sleep(silentMs, signal);
  // What cannot be read now is the follower's to tell; so is what was aborted meanwhile.
  const run = await client.get(resourceOf(request.run), request.run.metadata, signal).catch(() => undefined);
  const waits = run !== undefined && !isOver(run) && run.status?.stage !== 'started' && run.status?.stage !== 'stopped';
  if (waits) output.note(whyNothing({ ...request, run }));
}

/** Writes the kept ends of a run whose pods, and perhaps itself, are gone. Returns whether there are any. */
export async function showKept(client: Client, request: Omit<LogsRequest, 'run'>, of: KeptOf, output: LogsOutput): Promise<boolean> {
  const pieces = await keptLogs(client, of, request.selection, request.start.tailLines);
  if (pieces === undefined || pieces.length === 0) return false;
  output.note(`the pods of "${of.name}" are gone; these are the ends of the logs that ConfigMap ${of.name}-summary kept, without times`);
  for (const piece of pieces) {
    const tidy = request.tidy(piece.source);
    const lines = request.filter(tidy === undefined ? piece.lines : [...tidy.push(piece.lines), ...tidy.end()]);
    if (lines.length > 0) await output.write(request.format({ ...piece, lines }));
  }
  return true;
}

function whyNothing({ run, selection }: LogsRequest): string {
  const name = `"${run.metadata.name}"`;
  const { parallelism = 1 } = run.spec;
  if (selection.runners?.every(({ first }) => first > parallelism) === true) return `${name} has ${parallelism === 1 ? 'one runner' : `${parallelism} runners`}`;
  if (selection.failed) return `nothing of ${name} has failed`;
  const what = selection.roles.length === 1 ? selection.roles[0] ?? '' : 'part';
  const { word, message } = verdictOf(run);
  const because = message === '' ? word : `${word}: ${message}`;
  return `no ${what} of ${name} has a log${isOver(run) ? '' : ' yet'} (${because})${otherLog(run, selection.roles)}`;
}

function otherLog(run: Run, roles: readonly string[]): string {
  const helps = run.status?.runners?.total === undefined || run.status.runners.total === 0;
  return helps && isOver(run) && !roles.includes('initializer') ? `; see what the initializer said: kubectl k6 logs ${run.metadata.name} --initializer` : '';
}
