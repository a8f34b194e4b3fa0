import type { Plugin } from 'esbuild';

/** Libraries that few commands need, by the file of its own that each is bundled into: no start reads what it does not run. */
export const ownFiles: Record<string, string> = { undici: 'undici', '@kubernetes/client-node': 'client-node', '@babel/parser': 'babel-parser' };

/** Leaves those libraries to their files. */
export const apart: Plugin = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^(undici|@kubernetes\/client-node|@babel\/parser)$/ }, ({ path, kind }) => (
      kind === 'entry-point' ? undefined : { path: `./${ownFiles[path] ?? ''}.cjs`, external: true }
    ));
  },
};
