import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { OnLoadResult, Plugin } from 'esbuild';

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

/** What the plugin takes of oclif. Its entry loads all of its parts, and asks what Node this is. */
const oclif: Record<string, string> = { Args: 'args.js', Command: 'command.js', CommandHelp: 'help/command.js', Config: 'config/index.js', Flags: 'flags.js', Help: 'help/index.js', Parser: 'parser/index.js' };
const whole = new Set(['Args', 'Flags', 'Parser']);

function oclifParts(folder: string): string {
  const getters = Object.entries(oclif).map(([name, file]) => (
    `${name}: { enumerable: true, get: () => require(${JSON.stringify(join(folder, file))})${whole.has(name) ? '' : `.${name}`} }`
  ));
  return `Object.defineProperties(exports, { ${getters.join(', ')} });`;
}

/** undici's HTTP/2, which no connection of ours offers (kube/connections.ts): Node's own part of it would take two MiB in each process. */
const http2 = `
  module.exports = () => {
    throw new Error('HTTP/2 is not in this bundle');
  };
`;

/** What client-node's KubeConfig takes of the generated API clients: two small modules of more than a thousand. */
const generated = `
  export { createConfiguration } from './gen/configuration.js';
  export { ServerConfiguration } from './gen/servers.js';
`;

/** What client-node needs of these for users who log in through OIDC or a cloud, and for proxies: loaded when one of them is. */
const seldom: Record<string, string[]> = {
  'openid-client': ['customFetch', 'discovery', 'refreshTokenGrant'],
  'socks-proxy-agent': ['SocksProxyAgent'],
  socks: ['SocksClient'],
  hpagent: ['HttpProxyAgent', 'HttpsProxyAgent'],
  'jsonpath-plus': ['JSONPath'],
};

function whenNeeded(module: string): string {
  const getters = (seldom[module] ?? []).map((name) => `${name}: { enumerable: true, get: () => require('${module}').${name} }`);
  return `Object.defineProperties(exports, { ${getters.join(', ')} });`;
}

/** Leaves out of the bundle what is never used but would be loaded at each start. */
export function slim(root: string): Plugin {
  return {
    name: 'slim',
    setup(build) {
      const config = join(dirname(resolve('@kubernetes/client-node')), 'config.js');
      build.onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: config }));
      build.onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ importer }) => (importer === config ? { path: 'generated', namespace: 'slim' } : undefined));
      build.onResolve({ filter: /^@oclif\/core$/ }, () => ({ path: 'oclif', namespace: 'slim' }));
      build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'slim' }));
      build.onResolve({ filter: /^\.\/client-h2\.js$/ }, () => ({ path: 'http2', namespace: 'slim' }));
      build.onResolve({ filter: /^undici\// }, ({ path }) => ({ path: join(root, 'node_modules', path) }));
      build.onResolve({ filter: /^[a-z]/ }, ({ path, importer }) => (
        Object.hasOwn(seldom, path) && dirname(importer) === dirname(config) ? { path, namespace: 'seldom' } : undefined
      ));
      build.onLoad({ filter: /.*/, namespace: 'seldom' }, ({ path }) => ({ contents: whenNeeded(path), resolveDir: dirname(config) }));
      const parts: Record<string, OnLoadResult> = {
        undici: { contents: undici, resolveDir: root },
        http2: { contents: http2 },
        oclif: { contents: oclifParts(dirname(resolve('@oclif/core'))), resolveDir: root },
        generated: { contents: generated, resolveDir: dirname(config) },
      };
      build.onLoad({ filter: /.*/, namespace: 'slim' }, ({ path }) => parts[path]);
    },
  };
}
