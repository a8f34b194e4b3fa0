import { KubeConfig } from '@kubernetes/client-node';

/** Jest's workers inherit the environment that globalSetup leaves, and nothing else of it. */
export const kubeconfigVariable = 'K6_TEST_KUBECONFIG';
/** Set by the e2e project's globalSetup where the machine can have no cluster: why not, in one line. */
export const skipVariable = 'K6_E2E_SKIP';

/** Path of a cluster-admin's kubeconfig for the API server that the tests run against. Throws outside Jest's projects that have one. */
export function testKubeconfigPath(): string {
  const path = process.env[kubeconfigVariable];
  if (path === undefined) throw new Error(`${kubeconfigVariable} is not set: run this test through its Jest project (apiserver or e2e)`);
  return path;
}

export function testKubeConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(testKubeconfigPath());
  return config;
}
