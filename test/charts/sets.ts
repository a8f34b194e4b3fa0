import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './helm.ts';

/** The sets of values that every rendering is checked with: `default`, `cert-manager`, … */
export const sets: readonly string[] = readdirSync(join(chart, 'ci')).map((name) => name.replace(/-values\.yaml$/u, '')).sort();

/** Helm's arguments for one of them. The CRDs, which are as long as all else together, come along with the defaults alone. */
export function argumentsOf(set: string): string[] {
  return ['--values', join(chart, 'ci', `${set}-values.yaml`), ...(set === 'default' ? [] : ['--set', 'crds.enabled=false'])];
}
