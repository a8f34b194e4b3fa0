import { execa } from 'execa';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../cluster/paths.ts';
import { timed } from '../../cluster/progress.ts';
import { withLock } from '../../cluster/tools/lock.ts';

/** The newest that Go 1.26 builds. */
export const sternVersion = 'v1.34.0';

/** The path of stern, which follows the logs of many pods and is what `kubectl k6 logs` is measured against; built once into the cache. */
export async function stern(): Promise<string> {
  const folder = join(cacheDirectory(), 'tools', `stern-${sternVersion}`);
  const path = join(folder, 'stern');
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(path)) return;
    mkdirSync(folder, { recursive: true });
    await timed(`building stern ${sternVersion}`, () =>
      execa('go', ['install', '-ldflags', '-s -w', `github.com/stern/stern@${sternVersion}`], { cwd: folder, env: { CGO_ENABLED: '0', GOBIN: folder } }));
  });
  return path;
}

/** The command line that follows the runners of a run. */
export async function sternCommand(run: string, namespace: string): Promise<string[]> {
  return [await stern(), '--namespace', namespace, '--selector', `k6_cr=${run},runner=true`, '--since', '48h', '--color', 'never'];
}
