import { relative } from 'node:path';
import { exitCodes, Failure } from '../errors/failure.ts';
import type { LocalFile } from './follow.ts';

/** What an API server takes as the data of one ConfigMap, in bytes. */
export const maxBytes = 1024 * 1024;
const named = 3;

/**
 * @param folder relative to which files are named
 * @throws Failure (usage) where the files are more than a ConfigMap holds, with the biggest of them and the ways out
 */
export function checkSize(files: readonly LocalFile[], folder: string): void {
  // Files with the same bytes are stored once.
  const distinct = new Map(files.map(({ content }) => [content.toString('latin1'), content.length]));
  const total = [...distinct.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (total <= maxBytes) return;
  const biggest = files.toSorted((a, b) => b.content.length - a.content.length).slice(0, named)
    .map(({ path, content }) => `${relative(folder, path)} (${size(content.length)})`);
  throw tooBig(`the script and its ${files.length - 1} other files have ${size(total)}; the biggest: ${biggest.join(', ')}`);
}

/** @throws Failure (usage) where one file alone is more than a ConfigMap holds: it need not be read */
export function checkFileSize(path: string, bytes: number): void {
  if (bytes > maxBytes) throw tooBig(`${path} has ${size(bytes)}`);
}

function tooBig(message: string): Failure {
  return new Failure(`${message}, and a ConfigMap holds 1 MiB`, {
    exitCode: exitCodes.usage,
    hint: 'put the files on a volume (spec.script.volumeClaim) or into an image of your own (spec.script.localFile) and run that with -f, '
      + 'or let the script get its data over HTTP in setup()',
  });
}

/** Bytes for people, such as `12 B`, `3.4 KiB`. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  // Rounded up, so that what is a little too much is not shown as the limit itself.
  return `${Math.ceil((bytes / 1024 ** power) * 10) / 10} ${units[power] ?? ''}`;
}
