import { execa, type Options, type ResultPromise } from 'execa';
import { join } from 'node:path';
import { root } from '../../../cluster/paths.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';

export interface Answer {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

interface Place {
  namespace: string;
  cwd: string;
}

/** `kubectl k6 …` as a process of its own, against the API server that the tests run against. */
export function startPlugin(args: readonly string[], { namespace, cwd }: Place): ResultPromise {
  const env = { KUBECONFIG: testKubeconfigPath(), LANG: 'C.UTF-8', NO_COLOR: '1' };
  const options: Options = { cwd, env, reject: false, stdin: 'ignore' };
  return execa(process.execPath, [join(root, 'plugin', 'main.ts'), ...withNamespace(args, namespace)], options);
}

/** Flags go before what is handed on to k6. */
function withNamespace(args: readonly string[], namespace: string): string[] {
  const at = args.includes('--') ? args.indexOf('--') : args.length;
  return [...args.slice(0, at), '--namespace', namespace, ...args.slice(at)];
}

export async function plugin(args: readonly string[], place: Place): Promise<Answer> {
  return answerOf(startPlugin(args, place));
}

export async function answerOf(process: ResultPromise): Promise<Answer> {
  const { exitCode, stdout, stderr } = await process;
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
