import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { progress } from '../progress.ts';

/**
 * Runs `work` while no other process holds the lock on `file`. The kernel holds it, through flock(1), whose life hangs on our
 * pipe: a holder that dies of `kill -9` closes the pipe, and the lock is free at once. Nothing can be left behind stale.
 * Where there is no flock(1) (macOS), work goes on unlocked: builds are renamed into place, so only time is lost.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // In a process group of its own, so that Ctrl-C reaches only us and the lock outlives our clean-up.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()));
  const notice = setTimeout(() => progress(`waiting for another process that holds ${file}`), 1_000);
  try {
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => resolve());
      holder.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve() : reject(error)));
      holder.once('exit', (code) => reject(new Error(`flock on ${file} ended with ${String(code)}`)));
    });
    clearTimeout(notice);
    return await work();
  } finally {
    clearTimeout(notice);
    holder.stdin.end();
    if (holder.pid !== undefined) await ended;
  }
}
