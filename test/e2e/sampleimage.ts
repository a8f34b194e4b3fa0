import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterUp } from '../../cluster/cluster.ts';
import { buildImage, productImages, type ImageSpec } from '../../cluster/image/images.ts';
import { importImage } from '../../cluster/image/import.ts';

const script = `
  import { sleep } from 'k6';
  export const options = { vus: 2, duration: '2s' };
  export default function () { sleep(0.5); }
`;

/** The runners' image with a script in it, as config/samples/local-file.yaml asks for. */
export const withScript: ImageSpec = {
  name: 'docker.io/library/k6-with-script:dev',
  prepare: async (context) => {
    await productImages.runner.prepare(context);
    await mkdir(join(context, 'root', 'scripts'), { mode: 0o755 });
    await writeFile(join(context, 'root', 'scripts', 'test.js'), script, { mode: 0o644 });
  },
};

/** Builds an image unless it was built before, and puts it into our own node; gives its name as pods write it. */
export async function ensureImage(spec: ImageSpec): Promise<string> {
  const [image, { directory }] = await Promise.all([buildImage(spec), clusterUp()]);
  await importImage(directory, image);
  return image.name.replace('docker.io/library/', '');
}
