import { execa, type Options, type ResultPromise } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../cluster/paths.ts';
import { bundlePlugin } from '../../../plugin/bundle/bundle.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import type { Answer } from '../program.ts';

/** The bundled plugin in one namespace and one folder: a process of its own, which can be sent signals. */
export class Cli {
  readonly namespace: string;
  readonly cwd: string;
  readonly #folder: string;

  private constructor(folder: string, namespace: string, cwd: string) {
    this.#folder = folder;
    this.namespace = namespace;
    this.cwd = cwd;
  }

  static async bundle(namespace: string, cwd: string): Promise<Cli> {
    const folder = await mkdtemp(join(tmpdir(), 'kubectl-k6-'));
    await bundlePlugin(root, folder);
    return new Cli(folder, namespace, cwd);
  }

  /** `kubectl k6 …args`; never rejects for an exit code. */
  start(args: readonly string[], more: Options = {}): ResultPromise {
    const env = { KUBECONFIG: testKubeconfigPath(), LANG: 'C.UTF-8', NO_COLOR: '1' };
    const options: Options = { cwd: this.cwd, env, reject: false, stdin: 'ignore', ...more };
    return execa(process.execPath, [join(this.#folder, 'kubectl-k6'), ...this.#withNamespace(args)], options);
  }

  run(...args: string[]): Promise<Answer> {
    return answerOf(this.start(args));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  /** Flags go before what is handed on to k6. */
  #withNamespace(args: readonly string[]): string[] {
    const at = args.includes('--') ? args.indexOf('--') : args.length;
    return [...args.slice(0, at), '--namespace', this.namespace, ...args.slice(at)];
  }
}

export async function answerOf(process: ResultPromise): Promise<Answer> {
  const { exitCode, stdout, stderr } = await process;
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
