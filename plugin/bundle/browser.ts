import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** The script of a report's page, for a browser. */
export interface BrowserScript {
  /** Legal inside of a `<script>` element. */
  text: string;
  /** The files of which something is in it, relative to the root. */
  inputs: string[];
}

/** A page is passed on alone, and so carries the licence of the library that draws its charts. */
function licence(root: string): string {
  const text = readFileSync(join(root, 'node_modules/uplot/LICENSE'), 'utf8').trim();
  return `/* The charts are drawn by uPlot.\n${text} */`;
}

/** Bundles `plugin/report/browser` with uPlot and its style sheet. Throws when a source file does not compile. */
export async function browserScript(root: string): Promise<BrowserScript> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['plugin/report/browser/main.ts'],
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    charset: 'utf8',
    loader: { '.css': 'text' },
    banner: { js: licence(root) },
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

/** Puts that script into the bundle as a text, where a checkout makes it when it is asked for. */
export function withBrowserScript(root: string, script: BrowserScript): Plugin {
  return {
    name: 'browser-script',
    setup(esbuild) {
      const path = join(root, 'plugin/report/script.ts');
      esbuild.onLoad({ filter: /[\\/]script\.ts$/ }, (args) => (
        args.path === path ? { contents: `export const pageScript = () => Promise.resolve(${JSON.stringify(script.text)});`, loader: 'js' } : undefined
      ));
    },
  };
}
