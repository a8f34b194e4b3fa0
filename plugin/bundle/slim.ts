import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const resolve = createRequire(import.meta.url).resolve;

/**
 * What the plugin takes of undici. Its entry loads fetch, WebSocket, caches and mocks as well, which costs more at each start than
 * everything else together.
 */
const undici = `
  const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
  Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));
  exports.Agent = require('undici/lib/dispatcher/agent.js');
  exports.ProxyAgent = require('undici/lib/dispatcher/proxy-agent.js');
`;

/** What client-node's KubeConfig takes of the generated API clients: two small modules of more than a thousand. */
const generated = `
  export { createConfiguration } from './gen/configuration.js';
  export { ServerConfiguration } from './gen/servers.js';
`;

/** Leaves out of the bundle what is never used but would be loaded at each start. */
export function slim(root: string): Plugin {
  return {
    name: 'slim',
    setup(build) {
      const config = join(dirname(resolve('@kubernetes/client-node')), 'config.js');
      build.onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: config }));
      build.onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ importer }) => (importer === config ? { path: 'generated', namespace: 'slim' } : undefined));
      build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'slim' }));
      build.onResolve({ filter: /^undici\// }, ({ path }) => ({ path: join(root, 'node_modules', path) }));
      build.onLoad({ filter: /.*/, namespace: 'slim' }, ({ path }) => (
        path === 'undici' ? { contents: undici, resolveDir: root } : { contents: generated, resolveDir: dirname(config) }
      ));
    },
  };
}
