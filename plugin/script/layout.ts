import { isUtf8 } from 'node:buffer';
import { basename, dirname, relative, sep } from 'node:path';
import type { ConfigMap, Volume, VolumeMount } from '../../api/kubernetes.ts';
import { scriptFolder } from '../../api/script.ts';
import type { ScriptSource } from '../../api/spec.ts';
import type { LocalFile } from './follow.ts';

/** A script and its files, as they are stored in the cluster and mounted into the runners. */
export interface Layout {
  /** Of the ConfigMap. */
  name: string;
  data: Required<Pick<ConfigMap, 'data' | 'binaryData'>>;
  script: ScriptSource;
  /** For the runners, beside their own; none where the script's source brings its volume along. */
  volumes: Volume[];
  volumeMounts: VolumeMount[];
}

const volumeName = 'k6-script';
const legalKey = /^[-._a-zA-Z0-9]{1,253}$/u;

/**
 * How the files get into the runners at the same places relative to each other.
 *
 * Files of one folder are the keys of a ConfigMap, as if it was made by hand. With folders a ConfigMap has no keys for them: then the runners
 * mount it with the path of each key, and the script is a local file to them. (An archive of k6's own kind would be no way: it has
 * the script's options already evaluated, for which k6 would have to be here.)
 * @param entry absolute path of the script, one of `files`
 * @param name of the ConfigMap
 */
export function layOut(files: readonly LocalFile[], entry: string, name: string): Layout {
  const root = commonFolder(files.map(({ path }) => dirname(path)));
  const paths = files.map(({ path }) => relative(root, path).split(sep).join('/'));
  const main = relative(root, entry).split(sep).join('/');
  if (paths.every(isKey)) {
    const entries = paths.map((path, index): Entry => [path, files[index]?.content ?? Buffer.alloc(0)]);
    return { name, data: dataOf(entries), script: { configMap: { name, file: main } }, volumes: [], volumeMounts: [] };
  }
  const keys = new Keys();
  const items = paths.map((path, index) => ({ key: keys.keyFor(path, files[index]?.content ?? Buffer.alloc(0)), path }));
  return {
    name,
    data: dataOf(keys.entries()),
    script: { localFile: `${scriptFolder}/${main}` },
    volumes: [{ name: volumeName, configMap: { name, items } }],
    volumeMounts: [{ name: volumeName, mountPath: scriptFolder, readOnly: true }],
  };
}

/** The deepest folder that all of `folders` (absolute) are in. */
export function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...rest] = folders;
  return rest.reduce((common, folder) => {
    let shared = common;
    while (!`${folder}${sep}`.startsWith(shared.endsWith(sep) ? shared : `${shared}${sep}`)) shared = dirname(shared);
    return shared;
  }, first);
}

type Entry = [key: string, content: Buffer];

function isKey(path: string): boolean {
  return legalKey.test(path) && path !== '.' && !path.startsWith('..');
}

/** Keys of a ConfigMap for paths; files with the same bytes share one. */
class Keys {
  readonly #byContent = new Map<string, string>();
  readonly #contents = new Map<string, Buffer>();

  keyFor(path: string, content: Buffer): string {
    const bytes = content.toString('latin1');
    const known = this.#byContent.get(bytes);
    if (known !== undefined) return known;
    const key = this.#free(path);
    this.#byContent.set(bytes, key);
    this.#contents.set(key, content);
    return key;
  }

  entries(): Entry[] {
    return [...this.#contents];
  }

  /** `lib/a.js` is `lib_a.js`, or `lib_a-2.js` where that is taken. */
  #free(path: string): string {
    const legal = path.replace(/[^-._a-zA-Z0-9]/gu, '_').replace(/^\.+/u, '_').slice(-240);
    const extension = /\.[^.]*$/u.exec(basename(legal))?.[0] ?? '';
    const stem = legal.slice(0, legal.length - extension.length);
    for (let number = 1; ; number += 1) {
      const key = number === 1 ? legal : `${stem}-${number}${extension}`;
      if (!this.#contents.has(key)) return key;
    }
  }
}

/** Control characters that no text has. */
const untextual = /[\0-\x08\x0e-\x1a\x1c-\x1f]/u;

/** Text stays readable; all else is base64. */
function dataOf(entries: readonly Entry[]): Layout['data'] {
  const isText = ([, content]: Entry): boolean => isUtf8(content) && !untextual.test(content.toString('utf8'));
  const texts = entries.filter(isText);
  const others = entries.filter((entry) => !isText(entry));
  return {
    data: Object.fromEntries(texts.map(([key, content]) => [key, content.toString('utf8')])),
    binaryData: Object.fromEntries(others.map(([key, content]) => [key, content.toString('base64')])),
  };
}
