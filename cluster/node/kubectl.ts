import { execa } from 'execa';
import { kubectl } from '../bin.ts';

/** Runs kubectl; resolves with its standard output, throws with its standard error. `input` goes to `--filename=-`. */
export async function runKubectl(kubeconfig: string, args: readonly string[], input?: object): Promise<string> {
  const options = input === undefined ? {} : { input: JSON.stringify(input) };
  return (await execa(await kubectl(), ['--kubeconfig', kubeconfig, ...args], options)).stdout;
}
