import { execa } from 'execa';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../paths.ts';

export type Engine = 'buildah' | 'docker';

export interface BuildInput {
  name: string;
  context: string;
  /** The value of the Containerfile's BASE argument: an image that the engine has. */
  base?: string | undefined;
  /** Where an OCI archive goes; without it the image stays in the engine's store. */
  archive?: string;
}

/** Buildah with a store of its own in the cache, so that no user's images are met and `rm` cleans all. */
const store = (): string[] => ['--root', join(cacheDirectory(), 'buildah'), '--runroot', join(cacheDirectory(), 'buildah-run')];
// Neither overlay mounts nor namespaces are needed to copy files onto a base, and not every machine has them.
const environment = { STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' };

const buildah = (...args: string[]): Promise<unknown> => execa('buildah', [...store(), ...args], { env: environment });
const docker = (...args: string[]): Promise<unknown> => execa('docker', args);

const works = async (file: string, ...args: string[]): Promise<boolean> => !(await execa(file, args, { reject: false, env: environment })).failed;

/** Buildah as root, else a Docker that answers. Throws when there is neither. */
export async function imageEngine(): Promise<Engine> {
  if (process.getuid?.() === 0 && (await works('buildah', '--version'))) return 'buildah';
  if (await works('docker', 'info')) return 'docker';
  throw new Error('buildah (as root) or a running Docker is needed to build images');
}

export async function hasImage(engine: Engine, name: string): Promise<boolean> {
  return engine === 'buildah' ? works('buildah', ...store(), 'inspect', '--type', 'image', name) : works('docker', 'image', 'inspect', name);
}

/** Removes from the engine's store what no build of ours will ask for again: other images under the name `kept` has before its tag. */
export async function forgetOthers(engine: Engine, kept: string): Promise<void> {
  const repository = kept.slice(0, kept.lastIndexOf(':'));
  const list = ['--format', engine === 'buildah' ? '{{.Name}}:{{.Tag}}' : '{{.Repository}}:{{.Tag}}', '--filter', `reference=${repository}`];
  const { stdout } = engine === 'buildah' ? await execa('buildah', [...store(), 'images', ...list], { env: environment }) : await execa('docker', ['images', ...list]);
  for (const name of stdout.split('\n').filter((one) => one !== '' && one !== kept)) await (engine === 'buildah' ? buildah('rmi', '--force', name) : docker('rmi', name));
  // A build that was killed leaves its working container.
  if (engine === 'buildah') await buildah('rm', '--all');
}

/** Builds the Containerfile of a folder. Throws with the engine's own words. The archive appears whole or not at all. */
export async function build(engine: Engine, { name, context, base, archive }: BuildInput): Promise<void> {
  const args = base === undefined ? [] : ['--build-arg', `BASE=${base}`];
  const common = ['--file', join(context, 'Containerfile'), '--tag', name, ...args];
  const partial = `${String(archive)}.new`;
  if (engine === 'buildah') {
    await buildah('build', '--quiet', '--pull-never', ...common, context);
    if (archive === undefined) return;
    await buildah('push', '--quiet', '--disable-compression', name, `oci-archive:${partial}:${name}`);
    await buildah('rmi', '--force', name);
  } else {
    await docker('build', '--quiet', '--pull=false', ...common, context);
    if (archive === undefined) return;
    await docker('save', '--output', partial, name);
  }
  renameSync(partial, archive);
}
