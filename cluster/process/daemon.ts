import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type ProcessIdentity } from './identity.ts';
import { record } from './record.ts';

export interface Command {
  name: string;
  file: string;
  arguments: readonly string[];
  env?: Record<string, string>;
}

export interface Daemon {
  name: string;
  identity: ProcessIdentity;
  /** Its output, appended to over restarts. */
  log: string;
  /** Resolves when it ends, with the reason in words. Only seen by the process that started it. */
  ended: Promise<string>;
}

/**
 * Starts a long-running process with its log in `<directory>/logs/<name>.log` and its record in `<directory>/processes`.
 * A `bound` one dies with us, by kill -9 too where setpriv(1) is there; any other lives on when we end.
 */
export function startDaemon(directory: string, command: Command, bound: boolean): Daemon {
  mkdirSync(join(directory, 'logs'), { recursive: true });
  const log = join(directory, 'logs', `${command.name}.log`);
  const output = openSync(log, 'a');
  const [file = '', ...rest] = bound && hasSetpriv ? ['setpriv', '--pdeathsig', 'KILL', command.file] : [command.file];
  const child = spawn(file, [...rest, ...command.arguments], {
    cwd: directory,
    stdio: ['ignore', output, output],
    detached: true,
    env: { ...process.env, ...command.env },
  });
  closeSync(output);
  const ended = endOf(child, log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw new Error(`${command.name} did not start: ${lastLines(log)}`);
  record(directory, command.name, identity);
  return { name: command.name, identity, log, ended };
}

const hasSetpriv = process.platform === 'linux' && existsSync('/usr/bin/setpriv');

function endOf(child: ChildProcess, log: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${String(code)}`}; the last of ${log}:\n${lastLines(log)}`));
  });
}

/** What a log ended with, short enough for an error message. */
export function lastLines(log: string, count = 10): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '(no output)';
}
