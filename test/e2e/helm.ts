import { execa } from 'execa';
import { join } from 'node:path';
import { helm } from '../../cluster/bin.ts';
import { operatorNamespace, release } from '../../cluster/demo/install.ts';
import { root } from '../../cluster/paths.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';

const chart = join(root, 'charts', 'k6-operator');

/** Helm in the operator's namespace; rejects with Helm's own words. */
export async function helmRun(args: readonly string[], input?: string): Promise<string> {
  const options = input === undefined ? {} : { input };
  return (await execa(await helm(), [...args, '--kubeconfig', testKubeconfigPath(), '--namespace', operatorNamespace], options)).stdout;
}

/** The values that the release was installed with, as JSON for `--values -`. */
export function givenValues(): Promise<string> {
  return helmRun(['get', 'values', release, '--output=json']);
}

/** Upgrades the installed release with some values changed, such as `webhook.replicas=3`, and waits until it is ready. */
export async function upgrade(from: string = chart, ...set: string[]): Promise<void> {
  await helmRun(['upgrade', release, from, '--reuse-values', '--wait', '--timeout=3m', ...set.map((value) => `--set-json=${value}`)]);
}

/** The chart as it is, packed as another version of itself into a folder; gives the archive's path. */
export async function packed(version: string, folder: string): Promise<string> {
  await execa(await helm(), ['package', chart, '--version', version, '--destination', folder]);
  return join(folder, `k6-operator-${version}.tgz`);
}
