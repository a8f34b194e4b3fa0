/** A package of which something is in the bundle. */
export interface Bundled {
  name: string;
  version: string;
  /** SPDX expression of its package.json. */
  licence: string;
  /** Its licence files, and NOTICE where it has one. */
  texts: readonly string[];
}

/** Licences that ask for no more than to be named and passed on. For another one a person decides, and adds it here. */
const permissive = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'Unlicense']);

/**
 * The folders, relative to the checkout, of the packages that the files of a bundle come from.
 * @param inputs the paths of esbuild's metafile; a plugin's virtual modules belong to no package
 */
export function packageFolders(inputs: readonly string[]): string[] {
  const folders = inputs.map((input) => /^(?:[\w-]+:)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** The text of THIRD-PARTY-NOTICES. Throws when a licence is not permissive, or a package has no text of it. */
export function notices(packages: readonly Bundled[]): string {
  for (const { name, version, licence, texts } of packages) {
    if (!permissive.has(licence)) throw new Error(`${name} ${version} cannot be bundled: its licence is "${licence}", which is not on the list of release/notices.ts`);
    if (texts.length === 0) throw new Error(`${name} ${version} cannot be bundled: it has no file with its licence`);
  }
  const title = ({ name, version, licence }: Bundled): string => `${name} ${version} (${licence})`;
  const sections = new Map(packages.map((one) => [title(one), one.texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n')]));
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  const rule = '-'.repeat(80);
  return [
    'kubectl-k6 contains these packages, under the licences that follow.\n',
    ...sorted.map(([head]) => head),
    ...sorted.map(([head, text]) => `\n${rule}\n${head}\n${rule}\n\n${text}`),
    '',
  ].join('\n');
}
