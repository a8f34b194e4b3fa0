import { execa } from 'execa';
import type { Cluster } from './cluster.ts';
import { buildImage, productImages } from './image/images.ts';
import { importImage } from './image/import.ts';
import { Refusal } from './refusal.ts';

export type Images = Record<keyof typeof productImages, string>;

const short = (name: string): string => name.replace('docker.io/library/', '');

/**
 * Builds the product's images from the sources as they are, loads into the cluster those that it does not have, and returns their
 * names as pods write them. A cluster named by CONTEXT gets nothing: its images are those of the environment, K6_IMAGE_OPERATOR,
 * K6_IMAGE_RUNNER, K6_IMAGE_TARGET and K6_IMAGE_SHELL, pushed where it can pull them; throws a Refusal that names the missing ones.
 */
export async function loadImages(cluster: Cluster, wanted = Object.keys(productImages) as (keyof Images)[]): Promise<Images> {
  const names = {} as Images;
  if (cluster.kind === 'context') return fromEnvironment(wanted, process.env);
  for (const key of wanted) {
    const image = await buildImage(productImages[key]);
    if (cluster.kind === 'kind') await execa('kind', ['load', 'image-archive', image.archive, '--name', 'k6']);
    else await importImage(cluster.directory, image);
    names[key] = short(image.name);
  }
  return names;
}

export function fromEnvironment(wanted: readonly (keyof Images)[], env: NodeJS.ProcessEnv): Images {
  const variable = (key: string): string => `K6_IMAGE_${key.toUpperCase()}`;
  const missing = wanted.map(variable).filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw new Refusal(`with CONTEXT, name images that the cluster can pull: ${missing.join(', ')}`);
  return Object.fromEntries(wanted.map((key) => [key, env[variable(key)]])) as Images;
}
