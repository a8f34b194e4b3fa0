import { execa } from 'execa';
import { kubectl } from '../../cluster/bin.ts';
import { testKubeconfigPath } from './kubeconfig.ts';

/** kubectl in one namespace of the cluster that the tests run against; rejects with kubectl's own words. */
export function kubectlIn(namespace: string): (args: readonly string[], input?: string) => Promise<string> {
  return async (args, input) => {
    const options = input === undefined ? {} : { input };
    return (await execa(await kubectl(), ['--kubeconfig', testKubeconfigPath(), '--namespace', namespace, ...args], options)).stdout;
  };
}
