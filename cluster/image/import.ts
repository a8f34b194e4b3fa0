import { execa } from 'execa';
import { binary } from '../bin.ts';
import { containerdSocket } from '../node/config.ts';
import { timed } from '../progress.ts';
import type { BuiltImage } from './images.ts';

const label = 'k6.io/inputs';

/** Puts an image into the node's containerd, unless this very build of it is there. */
export async function importImage(directory: string, { name, hash, archive }: BuiltImage): Promise<void> {
  const file = await binary('ctr');
  const ctr = (...args: string[]): Promise<{ stdout: string }> =>
    execa(file, ['--address', containerdSocket(directory), '--connect-timeout', '20s', '--namespace', 'k8s.io', 'images', ...args]);
  const { stdout } = await ctr('list', '--quiet', `name==${name},labels."${label}"==${hash}`);
  if (stdout.trim() === name) return;
  await timed(`loading image ${name}`, () => ctr('import', '--label', `${label}=${hash}`, archive));
}
