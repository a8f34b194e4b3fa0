import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k6 } from '../../cluster/bin.ts';

/** A real k6 process on a loopback address. */
export interface RealRunner {
  readonly ip: string;
  /** What it wrote to stdout and stderr so far. */
  readonly output: () => string;
  /** Its exit code; -1 after a signal. */
  readonly exited: Promise<number>;
  readonly kill: () => void;
  /** SIGTERM, as a pod that is ended gets it. */
  readonly end: () => void;
  /** `data.attributes.status` of its REST API; undefined while it does not answer. */
  readonly status: () => Promise<number | undefined>;
}

export interface RunnerOptions {
  ip: string;
  port: number;
  script: string;
  /** Starts paused unless false. */
  paused?: boolean;
  /** More arguments of `k6 run`. */
  args?: string[];
  env?: Record<string, string>;
}

/** A port that no process listens on now, on any address. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Writes a k6 script to a folder of its own and returns its path. */
export async function writeScript(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'k6-script-')), 'test.js');
  await writeFile(path, text);
  return path;
}

async function readStatus(ip: string, port: number): Promise<number | undefined> {
  try {
    const response = await fetch(`http://${ip}:${port}/v1/status`, { signal: AbortSignal.timeout(5000) });
    return ((await response.json()) as { data: { attributes: { status: number } } }).data.attributes.status;
  } catch {
    return undefined;
  }
}

/** Starts a k6 process as a runner's Job does; it is not waited for. */
export async function startRunner({ ip, port, script, paused = true, args: more = [], env = {} }: RunnerOptions): Promise<RealRunner> {
  const args = ['run', '--quiet', '--no-usage-report', `--address=${ip}:${port}`, ...(paused ? ['--paused'] : []), ...more, script];
  const program = await k6();
  // A file and no pipe: reading a hundred pipes would take CPU time from the runners at the very moment that is measured.
  const file = join(mkdtempSync(join(tmpdir(), 'k6-runner-')), 'output');
  const log = openSync(file, 'a');
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  return {
    ip,
    output: () => readFileSync(file, 'utf8'),
    exited: new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1))),
    kill: () => child.kill('SIGKILL'),
    end: () => child.kill('SIGTERM'),
    status: () => readStatus(ip, port),
  };
}

/** Waits until `check` gives something; rejects after `seconds`, with the last thing known. */
export async function eventually<T>(check: () => Promise<T | undefined> | T | undefined, seconds: number): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const value = await check();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${seconds} s`);
}
