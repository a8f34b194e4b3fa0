import { execa } from 'execa';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../refusal.ts';

/** Copies a file into the root file system that is being put together in `root`. */
export function place(root: string, source: string, target: string): void {
  const path = join(root, target);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(source, path);
}

/** Copies a program, and, unless it is static, the libraries that ldd(1) lists, each under the path the program looks for it. */
export async function placeProgram(root: string, source: string, target: string): Promise<void> {
  if (!existsSync(source)) throw new Refusal(`${source} is needed to build an image: install ${basename(source) === 'busybox' ? 'busybox-static' : basename(source)}`);
  place(root, source, target);
  const { stdout } = await execa('ldd', [source], { reject: false });
  for (const library of libraries(stdout)) place(root, realpathSync(library), library);
}

/** The paths in ldd's output: `name => path (address)`, or `path (address)` for the loader. */
export function libraries(ldd: string): string[] {
  return ldd
    .split('\n')
    .map((line) => /(?:=>\s*|^\s*)(\/\S+)\s+\(0x/.exec(line)?.[1])
    .filter((path): path is string => path !== undefined);
}

/** Busybox under the names of all its programs: a shell and what scripts need. */
export async function placeBusybox(root: string): Promise<void> {
  await placeProgram(root, '/bin/busybox', '/bin/busybox');
  const { stdout } = await execa('/bin/busybox', ['--list']);
  for (const name of stdout.split('\n')) if (name !== 'busybox') symlinkSync('busybox', join(root, 'bin', name));
}

export interface User {
  name: string;
  id: number;
}

/** What every root file system has: users, authorities to trust, and a /tmp. */
export function placeBasics(root: string, user: User): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const home = `/home/${user.name}`;
  write('/etc/passwd', `root:x:0:0:root:/root:/sbin/nologin\n${user.name}:x:${user.id}:${user.id}::${home}:/sbin/nologin\n`);
  write('/etc/group', `root:x:0:\n${user.name}:x:${user.id}:\n`);
  write('/etc/nsswitch.conf', 'hosts: files dns\n');
  mkdirSync(join(root, home), { recursive: true });
  mkdirSync(join(root, 'tmp'), { recursive: true });
  // Apart from mkdir, whose mode the umask cuts.
  chmodSync(join(root, 'tmp'), 0o1777);
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(authorities)) cpSync(authorities, join(root, authorities));
}
