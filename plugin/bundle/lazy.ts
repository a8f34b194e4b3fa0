import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** A required module in TypeScript's CommonJS output, whose names of its own making end in a number or begin with a capital. */
const required = /^(?:const|var) (\w+_\d+|[A-Z]\w*) = ((?:__importDefault\(|__importStar\()?require\("[^"]+"\)\)?);$/gm;

/**
 * TypeScript's CommonJS output, with each module that it requires loaded when it is first used: the order of loading changes, which modules
 * that do no more than export cannot tell.
 */
export function lazyRequires(source: string): string {
  const names: string[] = [];
  const declared = source.replaceAll(required, (_, name: string, load: string) => {
    names.push(name);
    return `let $${name}; function ${name}$() { return $${name} ??= ${load}; }`;
  });
  if (names.length === 0) return source;
  return declared.replaceAll(new RegExp(String.raw`(?<![.$\w"'])(?:${names.join('|')})(?=[.;,)\s])`, 'g'), (name) => `(${name}$())`);
}

/** oclif is loaded with every command, and its parts load one another: help, themes and plugins along with the parser, a tenth of a second in all. */
export function lazy(root: string): Plugin {
  return {
    name: 'lazy',
    setup(build) {
      const folder = join(root, 'node_modules/@oclif/core/lib/');
      build.onLoad({ filter: /\.js$/ }, ({ path }) => (
        path.startsWith(folder) ? { contents: lazyRequires(readFileSync(path, 'utf8')), loader: 'js' } : undefined
      ));
    },
  };
}
