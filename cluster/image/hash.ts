import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A short hash of every path, mode and content below a folder, and of what else decides. Times do not count. */
export async function hashTree(folder: string, also: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(also ?? '');
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const entry of entries) {
    const path = join(folder, entry);
    const stat = lstatSync(path);
    hash.update(`\0${entry}\0${stat.mode}\0`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path));
    else if (stat.isFile()) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 16);
}
