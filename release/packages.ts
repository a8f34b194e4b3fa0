import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, type Bundled } from './notices.ts';

/** What the packages behind `inputs`, the files of a bundle, say of themselves. */
export function bundledPackages(root: string, inputs: readonly string[]): Bundled[] {
  return packageFolders(inputs).map((relative) => {
    const folder = join(root, relative);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
    const licence = typeof license === 'string' ? license : JSON.stringify(license);
    return { name: String(name), version: String(version), licence, texts: files.map((file) => readFileSync(join(folder, file), 'utf8')) };
  });
}
