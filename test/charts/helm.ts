import { execa } from 'execa';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { binary } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';

export const chart = join(root, 'charts', 'k6-operator');

/** Any rendered object, as far as these tests look into it. */
export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

export { helm3 } from './tools.ts';
export const helm4 = (): Promise<string> => binary('helm');

const rendered = new Map<string, Promise<Rendered[]>>();

/**
 * Renders the chart as release `r` in namespace `operator`, once for the same arguments; rejects with Helm's own message when Helm refuses.
 * The CRDs, which take most of the time to parse, come along only where an argument speaks of them.
 */
export function render(helm: string, ...args: string[]): Promise<Rendered[]> {
  const key = JSON.stringify([helm, ...args]);
  const result = rendered.get(key) ?? template(helm, args);
  rendered.set(key, result);
  return result;
}

/** The chart as text, as Helm writes it; rejects with Helm's own message when Helm refuses. */
export async function renderText(helm: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(helm, ['template', 'r', chart, '--namespace', 'operator', '--kube-version', '1.37.0', ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function template(helm: string, args: string[]): Promise<Rendered[]> {
  const aboutCrds = args.some((argument) => argument.includes('crds.'));
  const stdout = await renderText(helm, ...(aboutCrds ? [] : ['--set', 'crds.enabled=false']), ...args);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered | null);
  return objects.filter((object) => object !== null);
}

/** The one object of a kind, or of a kind and a component: `controller`, `webhook` or `test`. */
export function only(objects: Rendered[], kind: string, component?: string): Rendered {
  const isOne = ({ metadata }: Rendered): boolean => component === undefined || metadata.labels?.['app.kubernetes.io/component'] === component;
  const [first, ...others] = objects.filter((object) => object.kind === kind && isOne(object));
  if (first === undefined || others.length > 0) throw new Error(`wanted one ${kind}, found ${others.length + (first ? 1 : 0)}`);
  return first;
}
