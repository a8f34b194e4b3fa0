import { execa } from 'execa';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';

const folder = join(root, 'config', 'crd', 'bases');

/** Applies the generated CRDs and waits until the API server serves them. */
export async function installCrds(kubeconfig: string): Promise<void> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (files.length === 0) return;
  const run = async (...args: string[]): Promise<unknown> => execa(await kubectl(), ['--kubeconfig', kubeconfig, ...args]);
  const chosen = files.flatMap((name) => ['-f', join(folder, name)]);
  await run('apply', '--server-side', ...chosen);
  await established(async () => run('wait', '--for=condition=Established', '--timeout=30s', ...chosen));
}

/** A CRD has no conditions at all at first, and kubectl takes that for an error instead of waiting. */
async function established(wait: () => Promise<unknown>, attempts = 20): Promise<void> {
  try {
    await wait();
  } catch (error) {
    if (attempts <= 1 || !String(error).includes('accessor error')) throw error;
    await setTimeout(100);
    await established(wait, attempts - 1);
  }
}
