import type { Pod } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import type { LogStart } from '../../kube/logposition.ts';
import { followLogBatches, type LogLine, type Turn } from '../../kube/logs.ts';
import { pods } from '../../kube/resources.ts';
import { childSelector } from '../follow/read.ts';
import { tidied } from './filter.ts';
import { merged, type Stream } from './merge.ts';
import { Owners } from './owners.ts';
import type { LogsOutput, LogsRequest } from './request.ts';
import { selected } from './select.ts';
import { bySource, type Source } from './source.ts';
import { Troubles } from './troubles.ts';
import { Turns } from './turns.ts';

/** So much text may wait to be merged where the logs take turns, all together; in characters. */
const waitingText = 64 * 1024 * 1024;
/** A log that cannot be had is given up after some seconds: others are waiting to be merged with it. */
const patience = 3;

/**
 * Writes what the logs say now, in the order of time.
 * @returns how many logs there were
 * @throws KubeError when there is no list of pods; Failure when not every log could be read, after the others were written
 */
export async function readLogs(client: Client, request: LogsRequest, output: LogsOutput, signal: AbortSignal): Promise<number> {
  const sources = await currentSources(client, request, signal);
  const troubles = new Troubles(output);
  const open = opener(client, request, sources.length, signal);
  const streams = sources.map((source): Stream => {
    const batches = tidied(tolerant(open(source), source, troubles), request.tidy(source));
    const tail = tidyTail(request, source);
    return { source, batches: tail === undefined ? batches : lastLines(batches, tail) };
  });
  for await (const { source, lines } of merged(streams)) {
    const wanted = request.filter(lines);
    if (wanted.length > 0) await output.write(request.format({ source, lines: wanted }));
  }
  troubles.finish(sources.length);
  return sources.length;
}

/** What a runner prints for the operator at its end is not shown and not counted: so many lines more are read where a tail is asked for. */
const exportLines = 10_000;

/** How many lines are to be left of a log that is made tidy; undefined where that is all, or where the server can count them. */
function tidyTail({ tidy, start }: LogsRequest, source: Source): number | undefined {
  return (start.tailLines ?? 0) > 0 && tidy(source) !== undefined ? start.tailLines : undefined;
}

async function* lastLines(batches: AsyncGenerator<LogLine[]>, count: number): AsyncGenerator<LogLine[]> {
  let last: LogLine[] = [];
  for await (const lines of batches) last = last.concat(lines).slice(-count);
  if (last.length > 0) yield last;
}

async function currentSources(client: Client, { run, selection }: LogsRequest, signal: AbortSignal): Promise<Source[]> {
  const owners = new Owners(client, run);
  const { items } = await client.list(pods, { namespace: run.metadata.namespace, labelSelector: childSelector(run), signal });
  const ours = await Promise.all(items.map(async (pod: Pod) => await owners.owns(pod) ? selected(pod, selection) : undefined));
  return ours.filter((source) => source !== undefined).sort(bySource);
}

/** One stream for each log where that many may be open; else each log is read in pieces, in turns. */
function opener(client: Client, request: LogsRequest, count: number, signal: AbortSignal): (source: Source) => AsyncGenerator<LogLine[]> {
  const { start, maxStreams } = request;
  const startOf = (source: Source): LogStart => {
    const tail = tidyTail(request, source);
    return tail === undefined ? start : { ...start, tailLines: tail + exportLines };
  };
  const options = (source: Source) => ({ namespace: source.namespace, name: source.pod, container: source.container, ...startOf(source), follow: false, patience, signal });
  if (count <= maxStreams) return (source) => followLogBatches(client, options(source));
  const turns = new Turns(maxStreams, Infinity);
  const most = Math.max(128 * 1024, waitingText / count);
  return (source) => savedUp(turns, most, (turn) => followLogBatches(client, { ...options(source), turn }));
}

type TurnGiver = (signal: AbortSignal) => Promise<Turn>;

/** Reads up to `most` characters in each turn, so that nobody who waits for the merge holds a stream. */
async function* savedUp(turns: Turns, most: number, open: (turn: TurnGiver) => AsyncGenerator<LogLine[]>): AsyncGenerator<LogLine[]> {
  let giveBack = (): void => undefined;
  const log = open(async (signal) => {
    const turn = await turns.take(signal);
    const cut = new AbortController();
    giveBack = () => {
      cut.abort();
      turn.end();
    };
    return { signal: cut.signal, end: giveBack };
  });
  let saved: LogLine[] = [];
  let size = 0;
  for await (const lines of log) {
    saved = saved.concat(lines);
    size = lines.reduce((sum, { line }) => sum + line.length, size);
    if (size < most) continue;
    giveBack();
    yield saved;
    [saved, size] = [[], 0];
  }
  if (saved.length > 0) yield saved;
}

/** A log that breaks off does not keep the others from being shown. */
async function* tolerant(log: AsyncGenerator<LogLine[]>, source: Source, troubles: Troubles): AsyncGenerator<LogLine[]> {
  try {
    yield* log;
  } catch (error) {
    troubles.add(source, error);
  }
}
