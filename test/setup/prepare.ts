import { helm, k6, kubectl } from '../../cluster/bin.ts';
import { whyNoNode } from '../../cluster/cluster.ts';
import { ensurePackages } from '../../cluster/node/packages.ts';
import { registry } from '../../cluster/image/extras.ts';
import { moduleProgram } from '../../cluster/tools/module.ts';
import { downloadSchemas } from '../charts/schemas.ts';
import { helm3, helmUnittest, kubeconform } from '../charts/tools.ts';
import { prometheus, prometheusOperator } from './monitoring.ts';

/**
 * Whatever tests need and a fresh machine lacks, installed and built once, before the first test: a build of minutes inside a test would look
 * like a hang. Without root nothing is installed; a test that needs a program which is missing then says so.
 */
export async function prepare(): Promise<void> {
  if (process.getuid?.() === 0 && process.platform === 'linux') await ensurePackages();
  for (const ensure of [k6, kubectl, helm, helm3, helmUnittest, kubeconform, downloadSchemas]) await ensure();
  // What only tests on our own node need, which is Debian's own too.
  if (whyNoNode() === undefined) for (const ensure of [() => moduleProgram('k6-prometheus'), prometheusOperator, prometheus, registry]) await ensure();
}
