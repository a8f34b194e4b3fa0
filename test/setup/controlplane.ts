import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { installCrds } from './crds.ts';
import { kubeconfigVariable } from './kubeconfig.ts';

declare global {
  /** Handed from Jest's globalSetup to its globalTeardown, which run in the same process. */
  var k6ControlPlane: ControlPlane | undefined;
}

/** One control plane for all `*.apiserver.test.ts`; tests keep apart by namespaces. */
export default async function setUp(): Promise<void> {
  const controlPlane = await startControlPlane();
  globalThis.k6ControlPlane = controlPlane;
  await installCrds(controlPlane.kubeconfig);
  process.env[kubeconfigVariable] = controlPlane.kubeconfig;
}
