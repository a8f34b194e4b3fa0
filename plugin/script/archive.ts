import { exitCodes, Failure } from '../errors/failure.ts';

/** What a file is by its bytes: k6 goes by them too, whatever the file's name. */
export function kindOf(content: Buffer): 'archive' | 'tar' | 'gzip' | 'script' {
  if (content[0] === 0x1f && content[1] === 0x8b) return 'gzip';
  if (content.length < 512 || content.toString('latin1', 257, 262) !== 'ustar') return 'script';
  const name = content.toString('utf8', 0, 100).replace(/\0.*$/su, '');
  // `k6 archive` writes it first, so that a reader knows the options before the files.
  return name === 'metadata.json' ? 'archive' : 'tar';
}

/**
 * Whether a file is an archive of `k6 archive`, which needs no other file.
 * @throws Failure (usage) for what k6 would take for a script and is none
 */
export function isArchive(path: string, content: Buffer): boolean {
  const kind = kindOf(content);
  const fault = kind === 'gzip' ? 'is compressed, and k6 reads only a plain archive' : 'is a tar file that k6 archive did not make';
  if (kind === 'gzip' || kind === 'tar') {
    throw new Failure(`${path} ${fault}`, { exitCode: exitCodes.usage, hint: 'give the script itself or its folder, or make the archive with: k6 archive SCRIPT' });
  }
  return kind === 'archive';
}
