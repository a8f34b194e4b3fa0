import { helm, k6, kubectl } from '../../cluster/bin.ts';
import { ensurePackages } from '../../cluster/node/packages.ts';
import { downloadSchemas } from '../charts/schemas.ts';
import { helm3, helmUnittest, kubeconform } from '../charts/tools.ts';

/**
 * Whatever tests need and a fresh machine lacks, installed and built once, before the first test: a build of minutes inside a test would look
 * like a hang. Without root nothing is installed; a test that needs a program which is missing then says so.
 */
export async function prepare(): Promise<void> {
  if (process.getuid?.() === 0 && process.platform === 'linux') await ensurePackages();
  for (const ensure of [k6, kubectl, helm, helm3, helmUnittest, kubeconform, downloadSchemas]) await ensure();
}
