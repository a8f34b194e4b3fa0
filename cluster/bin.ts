import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { ensurePart, toolDirectory } from './tools/build.ts';
import { partOf } from './tools/catalogue.ts';

/**
 * The absolute path of a binary: from KUBEBUILDER_ASSETS if it is there, else from the cache, where it is built when missing
 * (minutes, with progress on stderr). Throws when it cannot be built.
 */
export async function binary(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const part = partOf(name);
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && executable(join(assets, name))) return join(assets, name);
  await ensurePart(part);
  return join(toolDirectory(part), name);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const kubectl = (): Promise<string> => binary('kubectl');
export const helm = (): Promise<string> => binary('helm');
export const k6 = (): Promise<string> => binary('k6');
