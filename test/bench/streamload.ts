import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StreamOutput } from '../../api/status.ts';
import { k6 } from '../../cluster/bin.ts';
import { serveCollector } from '../../controller/collector/server.ts';
import { Streams } from '../../controller/collector/streams.ts';
import { runnerToken } from '../../controller/collector/token.ts';
import type { Collector } from '../../controller/settings.ts';
import { telemetry } from '../../controller/jobs/runner/telemetry.ts';
import { aStoredRun } from '../builders/run.ts';
import { writeScript } from '../setup/k6.ts';
import { median, type Figure } from './figure.ts';

const rounds = 5;
const requests = 40_000;

const script = `
import http from 'k6/http';
import { check } from 'k6';
export const options = { scenarios: { main: { executor: 'shared-iterations', vus: 20, iterations: ${requests}, maxDuration: '300s' } }, discardResponseBodies: true };
export default function () {
  check(http.get(__ENV.TARGET), { 'is there': (answer) => answer.status === 200 });
}`;

/** What a runner may have beside the script: nothing, the summary at its end, or a stream too. */
const ways = ['plain', 'summary', 'cloud', 'opentelemetry'] as const;
type Way = (typeof ways)[number];

interface Spent {
  cpuSeconds: number;
  requestsPerSecond: number;
}

/** How much more a runner works for one answer of all runners: a real k6 and as many requests each time, the ways in turn so that all have the same weather. */
export async function benchStreamLoad(): Promise<Figure[]> {
  const target = createServer((_, response) => void response.end('hello'));
  await new Promise<void>((resolve) => void target.listen(0, '127.0.0.1', resolve));
  const streams = new Streams();
  const key = 'key';
  const collector = await serveCollector({
    port: 0, streams, now: Date.now, leader: () => 'here', onData: () => undefined, log: { error: console.error },
    known: (uid) => ({ token: (runner) => runnerToken(key, uid, runner), subMetrics: [], fromStart: true }),
  });
  const to: Collector = { host: '127.0.0.1', port: collector.port, protocol: 'auto', token: (uid, runner) => runnerToken(key, uid, runner) };
  const file = await writeScript(script);
  const spent: Record<Way, Spent[]> = { plain: [], summary: [], cloud: [], opentelemetry: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      spent[way].push(await runOnce(file, `http://127.0.0.1:${(target.address() as AddressInfo).port}/`, way, { to, streams }));
    }
  }
  await collector.close();
  target.close();
  return ways.flatMap((way) => figuresOf(way, spent[way], spent.plain));
}

interface Place {
  to: Collector;
  streams: Streams;
}

async function runOnce(file: string, target: string, way: Way, { to, streams }: Place): Promise<Spent> {
  const uid = `bench-${way}`;
  const { flags, env } = toldOf(way, uid, to);
  const spent = await spentOf([...flags, file], { TARGET: target, ...Object.fromEntries(env.map(({ name, value = '' }) => [name, value])) });
  const heard = streams.view(uid)?.runners.get(1)?.counts.get('http_reqs');
  streams.forget(uid);
  if (isStream(way) && heard !== requests) throw new Error(`${way}: ${String(heard)} requests were heard of`);
  return spent;
}

function isStream(way: Way): way is Way & StreamOutput {
  return way === 'cloud' || way === 'opentelemetry';
}

function toldOf(way: Way, uid: string, to: Collector): ReturnType<typeof telemetry> {
  if (way === 'plain') return { flags: [], env: [] };
  const run = aStoredRun();
  return telemetry({ ...run, metadata: { ...run.metadata, uid } }, 1, { script: isStream(way) ? { streamOutput: way } : {} }, to);
}

/**
 * The CPU time of a real k6 until its end, user and system, which the shell that waits for it tells and adds next to nothing to; and the requests a second
 * of the test alone, as k6 itself counts them: its start and the last words to the collector are no part of the load.
 */
async function spentOf(args: readonly string[], env: Record<string, string>): Promise<Spent> {
  const words = ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>/dev/null', await k6(), 'run', '--quiet', '--no-usage-report', '--address=', ...args];
  const shell = spawn('bash', words, { env: { ...process.env, LC_ALL: 'C', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [taken, said] = ['', ''];
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (taken += text));
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve) => void shell.once('close', resolve));
  const [user = Number.NaN, system = Number.NaN] = taken.trim().split(/\s+/).map(Number);
  const requestsPerSecond = Number(/http_reqs\.+: \d+ +([\d.]+)\/s/.exec(said)?.[1]);
  if (code !== 0 || Number.isNaN(user + system + requestsPerSecond)) throw new Error(`k6 ended with ${String(code)}: ${taken}`);
  return { cpuSeconds: user + system, requestsPerSecond };
}

function figuresOf(way: Way, spent: readonly Spent[], plain: readonly Spent[]): Figure[] {
  const figure = (what: string, unit: string, of: (one: Spent) => number): Figure => ({
    name: `${what}, ${way}`, value: median(spent.map(of)), unit, note: spent.map((one) => of(one).toFixed(2)).join(', '),
    ...way !== 'plain' && { ratio: { to: `${what}, plain`, value: median(spent.map((one, round) => of(one) / of(plain[round] ?? one))) } },
  });
  return [figure(`CPU time of k6 for ${requests} requests`, 's', ({ cpuSeconds }) => cpuSeconds), figure('requests a second', '/s', ({ requestsPerSecond }) => requestsPerSecond)];
}
