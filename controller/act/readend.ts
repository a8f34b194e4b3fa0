import type { Run } from '../../api/run.ts';
import { readableLog } from '../../api/summary/runnerlog.ts';
import type { Client } from '../../kube/client.ts';
import { readExport } from '../merge/export.ts';
import type { RunnerExport } from '../merge/types.ts';
import type { LogSource } from '../plan/types.ts';
import { lastBytes, mostBytesEach } from './fit.ts';

/** What is kept of one log. */
export interface LogEnd {
  key: string;
  text: string;
  /** The runner's own summary, as k6 exports it; absent where there is none. */
  summary?: RunnerExport;
}

/**
 * How much of a log is read, in lines: k6's export has some 200 for each trend. The second try is for scripts with hundreds of them, and those
 * whose programs go on to print after k6's end.
 */
const tails = [8_000, 100_000];
const logTimeoutMilliseconds = 30_000;

interface ReadHands {
  client: Client;
  signal: AbortSignal;
}

/** Reads the end of a log: a runner's for k6's summary as well. Never rejects but where `signal` aborts. */
export async function readEnd(run: Run, source: LogSource, trendStats: readonly string[] | undefined, hands: ReadHands): Promise<LogEnd> {
  const { key, pod, runner } = source;
  if (!pod) return { key, text: 'no log: no pod of this runner was left\n' };
  try {
    const { log, summary } = await readLog(run, source, hands);
    const text = runner === undefined ? log : readableLog(log, trendStats);
    return { key, text: lastBytes(text, mostBytesEach), ...(summary ? { summary } : {}) };
  } catch (error) {
    if (hands.signal.aborted) throw error;
    return { key, text: `no log: ${error instanceof Error ? error.message : String(error)}\n` };
  }
}

async function readLog(run: Run, source: LogSource, hands: ReadHands): Promise<{ log: string; summary?: RunnerExport }> {
  let log = '';
  for (const tailLines of tails) {
    log = await readTail(run, source, tailLines, hands);
    const summary = source.runner === undefined ? undefined : readExport(log, source.runner);
    if (summary) return { log, summary };
    if (source.runner === undefined || lineCount(log) < tailLines) break;
  }
  return { log };
}

async function readTail(run: Run, { pod, container }: LogSource, tailLines: number, { client, signal }: ReadHands): Promise<string> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(logTimeoutMilliseconds)]);
  return client.podLog({ namespace: run.metadata.namespace, name: pod?.name ?? '' }, { container, tailLines, signal: deadline });
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
