import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Run } from '../../api/run.ts';
import { root } from '../paths.ts';
import { timed } from '../progress.ts';
import type { Kubectl } from './kubectl.ts';

const samples = join(root, 'config', 'samples', 'demo');

export const demoNamespace = 'k6-demo';

interface Workload {
  kind: string;
  spec: { template: { spec: { containers: { image: string }[] } } };
}

/** Puts up what the demo needs in its namespace: an HTTP server to test, and the script in a ConfigMap. `image` holds Node. */
export async function setScene(kubectl: Kubectl, image: string): Promise<void> {
  await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: demoNamespace } });
  const script = await readFile(join(samples, 'script.js'), 'utf8');
  await kubectl.apply(
    ...withImage(await readFile(join(samples, 'target.yaml'), 'utf8'), image),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'demo-script' }, data: { 'script.js': script } },
  );
  await timed('starting an HTTP server to test', () => kubectl.run('rollout', 'status', 'deployment/demo-target', '--timeout=2m'));
}

function withImage(manifests: string, image: string): object[] {
  const objects = parseAllDocuments(manifests).map((document) => document.toJS() as Workload);
  for (const { kind, spec } of objects) if (kind === 'Deployment') for (const container of spec.template.spec.containers) container.image = image;
  return objects;
}

/** Applies the demo's K6, after an earlier one is gone. */
export async function startRun(kubectl: Kubectl): Promise<Run> {
  const run = parse(await readFile(join(samples, 'k6.yaml'), 'utf8')) as Run;
  await kubectl.run('delete', 'k6s.k6.io', run.metadata.name, '--ignore-not-found');
  await kubectl.apply(run);
  return run;
}
