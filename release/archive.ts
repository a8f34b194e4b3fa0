import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** The time that npm gives to all files of its tarballs. */
const time = '1985-10-26T08:15:00Z';

/**
 * Writes `parent/folder` to `path` as .tar.gz. The same files give the same bytes: order, times, owners and modes are fixed, and the gzip is Node's.
 * @param level of gzip, 1 to 9
 */
export async function archive(parent: string, folder: string, path: string, level = 9): Promise<void> {
  const tar = execa('tar', [
    '--create', '--format=ustar', '--sort=name', `--mtime=${time}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w', folder,
  ], { cwd: parent, buffer: false, env: { LC_ALL: 'C' } });
  await Promise.all([tar, pipeline(tar.stdout, createGzip({ level }), createWriteStream(path))]);
}

/** In hex, as `sha256sum` prints it. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
