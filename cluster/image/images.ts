import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../build.ts';
import { binary } from '../bin.ts';
import { cacheDirectory, root } from '../paths.ts';
import { timed } from '../progress.ts';
import { withLock } from '../tools/lock.ts';
import { versions } from '../versions.ts';
import { build, forgetOthers, hasImage, imageEngine, type Engine } from './engine.ts';
import { hashTree } from './hash.ts';
import { place, placeBasics, placeBusybox, placeProgram } from './tree.ts';

/** How an image is made: `prepare` fills an empty folder with a Containerfile and all that it copies. */
export interface ImageSpec {
  /** Fully qualified, as containerd names what Kubernetes calls by the last part alone. */
  name: string;
  /** Stands on the local image of Node. */
  onNode?: boolean;
  prepare(context: string): Promise<void>;
}

export interface BuiltImage {
  name: string;
  /** Of all its inputs. */
  hash: string;
  /** An OCI archive. */
  archive: string;
}

/** Pulled from nowhere: the part before the first slash is a registry that only a pull would ask. */
export const named = (reference: string): string => `docker.io/library/${reference}`;
export const containerfile = (context: string, ...lines: string[]): void => writeFileSync(join(context, 'Containerfile'), `${lines.join('\n')}\n`);
export const overRoot = ['FROM scratch', 'COPY root/ /'];

/** What every node needs, before any pod can run. */
export const systemImages = {
  sandbox: {
    name: named('k6-sandbox:dev'),
    prepare: async (context) => {
      await placeProgram(join(context, 'root'), '/bin/busybox', '/bin/busybox');
      // 68 years: the process that holds a pod's namespaces only has to be there.
      containerfile(context, ...overRoot, 'USER 65535:65535', 'ENTRYPOINT ["/bin/busybox", "sleep", "2147483647"]');
    },
  },
  dns: {
    name: named(`coredns:${versions.coredns}`),
    prepare: async (context) => {
      place(join(context, 'root'), await binary('coredns'), '/coredns');
      containerfile(context, ...overRoot, 'USER 65532:65532', 'ENTRYPOINT ["/coredns"]');
    },
  },
} as const satisfies Record<string, ImageSpec>;

/** What the product and its tests run in pods. */
export const productImages = {
  /** The operator, from the Containerfile at the top of the repository. */
  operator: {
    name: named('k6-operator:dev'),
    onNode: true,
    prepare: async (context) => {
      await bundle(join(context, 'dist'));
      copyFileSync(join(root, 'Containerfile'), join(context, 'Containerfile'));
    },
  },
  /** k6 with a shell, under the user id of the upstream image. */
  runner: {
    name: named('k6:dev'),
    prepare: async (context) => {
      const tree = join(context, 'root');
      placeBasics(tree, { name: 'k6', id: 12345 });
      await placeBusybox(tree);
      place(tree, await binary('k6'), '/usr/bin/k6');
      containerfile(context, ...overRoot, 'ENV PATH=/usr/bin:/bin HOME=/tmp', 'WORKDIR /home/k6', 'USER 12345:12345', 'ENTRYPOINT ["k6"]');
    },
  },
  /** Something to put load on. */
  target: {
    name: named('http-target:dev'),
    onNode: true,
    prepare: (context) => {
      copyFileSync(join(root, 'cluster', 'target', 'server.js'), join(context, 'server.js'));
      containerfile(context, 'ARG BASE', 'FROM ${BASE}', 'COPY server.js /app/server.js', 'USER 65532:65532', 'ENTRYPOINT ["/nodejs/bin/node", "/app/server.js"]');
      return Promise.resolve();
    },
  },
  /** A shell and curl, all that a starter image of the user's own has to hold. */
  shell: {
    name: named('shell-curl:dev'),
    prepare: async (context) => {
      const tree = join(context, 'root');
      placeBasics(tree, { name: 'nonroot', id: 65532 });
      await placeBusybox(tree);
      await placeProgram(tree, '/usr/bin/curl', '/usr/bin/curl');
      containerfile(context, ...overRoot, 'ENV PATH=/usr/bin:/bin', 'USER 65532:65532', 'CMD ["sh"]');
    },
  },
} as const satisfies Record<string, ImageSpec>;

/** What distroless's Node image holds, made from the Node of our own node_modules: for machines that reach no registry. */
const nodeBase: ImageSpec = {
  name: 'localhost/k6-node-base',
  prepare: async (context) => {
    const tree = join(context, 'root');
    placeBasics(tree, { name: 'nonroot', id: 65532 });
    await placeProgram(tree, join(root, 'node_modules', 'node', 'bin', 'node'), '/nodejs/bin/node');
    containerfile(context, ...overRoot, 'ENTRYPOINT ["/nodejs/bin/node"]');
  },
};

const folder = (): string => join(cacheDirectory(), 'images');

/** Builds an image unless its very inputs were built before. One build at a time on a machine. */
export async function buildImage(spec: ImageSpec): Promise<BuiltImage> {
  return withLock(join(folder(), 'lock'), async () => {
    const engine = await imageEngine();
    const base = spec.onNode === true ? await ensureBase(engine) : undefined;
    return inContext(spec, async (context) => {
      const hash = await hashTree(context, base);
      const archive = join(folder(), `${shortName(spec)}-${hash}.tar`);
      if (existsSync(archive)) utimesSync(archive, new Date(), new Date());
      else await timed(`building image ${spec.name}`, () => build(engine, { name: spec.name, context, base, archive }));
      prune(shortName(spec));
      return { name: spec.name, hash, archive };
    });
  });
}

/** The base stays in the engine's own store, named by its hash. */
async function ensureBase(engine: Engine): Promise<string> {
  return inContext(nodeBase, async (context) => {
    const name = `${nodeBase.name}:${await hashTree(context, undefined)}`;
    if (await hasImage(engine, name)) return name;
    await timed('building the base image of Node', () => build(engine, { name, context }));
    await forgetOthers(engine, name);
    return name;
  });
}

async function inContext<T>(spec: ImageSpec, work: (context: string) => Promise<T>): Promise<T> {
  mkdirSync(folder(), { recursive: true });
  const context = mkdtempSync(join(folder(), 'context-'));
  try {
    await spec.prepare(context);
    return await work(context);
  } finally {
    rmSync(context, { recursive: true });
  }
}

const shortName = ({ name }: ImageSpec): string => name.slice(name.lastIndexOf('/') + 1).replace(':', '-');

/** Keeps the two archives of an image used last: going back and forth between two states of the code stays quick. */
function prune(prefix: string): void {
  const archives = readdirSync(folder())
    .filter((name) => name.startsWith(`${prefix}-`) && name.endsWith('.tar'))
    .map((name) => join(folder(), name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of archives.slice(2)) rmSync(old);
}
