import { execa } from 'execa';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { binary } from '../../cluster/bin.ts';
import { cacheDirectory, root } from '../../cluster/paths.ts';
import { timed } from '../../cluster/progress.ts';
import { withLock } from '../../cluster/tools/lock.ts';

export const chart = join(root, 'charts', 'k6-operator');
const helm3Version = 'v3.22.0';

/** Any rendered object, as far as these tests look into it. */
export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

/** The path of Helm 3, which only these tests need; built once into the cache when it is missing (a minute or two). */
export async function helm3(): Promise<string> {
  const folder = join(cacheDirectory(), 'tools', `helm-${helm3Version}`);
  const path = join(folder, 'helm');
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(path)) return;
    mkdirSync(folder, { recursive: true });
    const flags = `-s -w -X helm.sh/helm/v3/internal/version.version=${helm3Version}`;
    await timed(`building helm ${helm3Version}`, () =>
      execa('go', ['install', '-ldflags', flags, `helm.sh/helm/v3/cmd/helm@${helm3Version}`], { cwd: folder, env: { CGO_ENABLED: '0', GOBIN: folder } }));
  });
  return path;
}

export const helm4 = (): Promise<string> => binary('helm');

const rendered = new Map<string, Promise<Rendered[]>>();

/** Renders the chart as release `r` in namespace `operator`, once for the same arguments; rejects with Helm's own message when Helm refuses. */
export function render(helm: string, ...args: string[]): Promise<Rendered[]> {
  const key = JSON.stringify([helm, ...args]);
  const result = rendered.get(key) ?? template(helm, args);
  rendered.set(key, result);
  return result;
}

async function template(helm: string, args: string[]): Promise<Rendered[]> {
  const { stdout } = await execa(helm, ['template', 'r', chart, '--namespace', 'operator', '--kube-version', '1.37.0', ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered | null);
  return objects.filter((object) => object !== null);
}

export function only(objects: Rendered[], kind: string): Rendered {
  const [first, ...others] = objects.filter((object) => object.kind === kind);
  if (first === undefined || others.length > 0) throw new Error(`wanted one ${kind}, found ${others.length + (first ? 1 : 0)}`);
  return first;
}
