import { accessSync, chmodSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { Failure } from '../errors/failure.ts';

const name = 'kubectl_complete-k6';

/** It finds the plugin on PATH each time, so that an upgrade needs no new one. */
const script = '#!/bin/sh\n# Completion of `kubectl k6`, for kubectl.\nexec kubectl-k6 __complete "$@"\n';

/**
 * Writes the script that kubectl runs for completion.
 * @param wanted folder; default: that of kubectl-k6 where it may be written to, else ~/.local/bin
 * @throws Failure when it cannot be written
 */
export function install(wanted: string | undefined, env: NodeJS.ProcessEnv): { path: string; onPath: boolean } {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').map((folder) => resolve(folder));
  const folder = resolve(wanted ?? folders.find((one) => existsSync(join(one, 'kubectl-k6')) && writable(one)) ?? join(homedir(), '.local', 'bin'));
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, script);
    chmodSync(path, 0o755);
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${(error as Error).message}`, { hint: 'choose another folder of PATH with --dir', cause: error });
  }
  return { path, onPath: folders.includes(folder) };
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
