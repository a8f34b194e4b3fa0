import { execa } from 'execa';
import { join } from 'node:path';
import { helm } from '../bin.ts';
import type { Cluster } from '../cluster.ts';
import { loadImages, type Images } from '../image.ts';
import { buildImage, productImages } from '../image/images.ts';
import { root } from '../paths.ts';
import { timed } from '../progress.ts';

export const release = 'k6-operator';
export const operatorNamespace = 'k6-operator';
const chart = join(root, 'charts', 'k6-operator');

export type DemoImages = Pick<Images, 'operator' | 'runner'>;

/** Builds the operator from the sources as they are, and installs or upgrades it with helm. Resolves when its pods are ready. */
export async function installOperator(cluster: Cluster): Promise<DemoImages> {
  const images = await loadImages(cluster, ['operator', 'runner']);
  const { repository, tag } = splitImage(images.operator);
  const podAnnotations = await inputs(cluster);
  const values = { image: { repository, tag }, k6: { image: images.runner }, controller: { podAnnotations }, webhook: { podAnnotations } };
  const args = ['upgrade', '--install', release, chart, '--kubeconfig', cluster.kubeconfig, '--namespace', operatorNamespace, '--create-namespace'];
  const path = await helm();
  await timed('installing the operator with helm', () =>
    execa(path, [...args, '--values', '-', '--take-ownership', '--wait', '--timeout', '3m'], { input: JSON.stringify(values) }));
  return images;
}

/** A local image keeps its name when the sources change; this makes the pods change with it. */
async function inputs(cluster: Cluster): Promise<Record<string, string>> {
  return cluster.kind === 'context' ? {} : { 'k6.io/inputs': (await buildImage(productImages.operator)).hash };
}

/** `reg:5000/op:1` → `reg:5000/op` and `1`; a colon before the last slash belongs to the registry's port. */
export function splitImage(image: string): { repository: string; tag: string } {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? { repository: image.slice(0, colon), tag: image.slice(colon + 1) } : { repository: image, tag: 'latest' };
}
