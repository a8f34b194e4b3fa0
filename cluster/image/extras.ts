import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianProgram } from '../tools/debian.ts';
import { moduleProgram } from '../tools/module.ts';
import { containerfile, named, overRoot, productImages, type ImageSpec } from './images.ts';
import { place, placeBasics, placeProgram } from './tree.ts';

export const registry = (): Promise<string> => debianProgram('docker-registry', 'usr/bin/docker-registry');

/** Images of single tests, which are built and loaded by these alone. */
export const extraImages = {
  /** The runners' image with the k6 in it replaced by one that has an extension, the way a user makes such an image. */
  extension: {
    name: named('k6-prometheus:latest'),
    prepare: async (context) => {
      await productImages.runner.prepare(context);
      place(join(context, 'root'), await moduleProgram('k6-prometheus'), '/usr/bin/k6');
    },
  },
  /** A registry of images, which asks for a login when it is told to. */
  registry: {
    name: named('docker-registry:dev'),
    prepare: async (context) => {
      const tree = join(context, 'root');
      placeBasics(tree, { name: 'nonroot', id: 65532 });
      await placeProgram(tree, await registry(), '/usr/bin/docker-registry');
      containerfile(context, ...overRoot, 'USER 65532:65532', 'ENTRYPOINT ["/usr/bin/docker-registry"]');
    },
  },
  /**
   * The runners' and a starter's image with something else in them. An image that was pulled with a login, the kubelet gives to no pod without one, whatever
   * its name and however else it came to the node: so these are never the same as those of other tests.
   */
  privateRunner: ofItsOwn('private-k6', productImages.runner),
  privateStarter: ofItsOwn('private-shell-curl', productImages.shell),
} as const satisfies Record<string, ImageSpec>;

function ofItsOwn(name: string, spec: ImageSpec): ImageSpec {
  return {
    name: named(`${name}:dev`),
    prepare: async (context) => {
      await spec.prepare(context);
      writeFileSync(join(context, 'root', 'private'), name);
    },
  };
}
