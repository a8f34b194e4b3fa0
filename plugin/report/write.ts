import { writeFileSync } from 'node:fs';
import { Failure } from '../errors/failure.ts';

/**
 * Writes the page. A file that is there already is somebody's: it is written over only where that was asked for.
 * @throws Failure
 */
export function writeReport(file: string, page: string, overwrite: boolean): void {
  try {
    writeFileSync(file, page, { flag: overwrite ? 'w' : 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new Failure(`${file} is there already`, { hint: 'write over it with --overwrite, or choose another file with -f', cause });
    throw new Failure(`${file} cannot be written: ${message}`, { hint: 'choose another file with -f, or - for stdout', cause });
  }
}
