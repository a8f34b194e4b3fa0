import { execa, type Options, type ResultPromise } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kubectl } from '../../cluster/bin.ts';
import { root } from '../../cluster/paths.ts';
import { bundlePlugin } from '../../plugin/bundle/bundle.ts';

export interface Answer {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** A command that hangs is ended, as its test would tell nothing of it. Milliseconds; a run on a busy node takes minutes. */
const patience = 180_000;

/** The bundled plugin, called through the real kubectl. */
export interface Program {
  /** `kubectl k6 …args`; never rejects for an exit code. */
  k6: (...args: string[]) => Promise<Answer>;
  /** kubectl itself. */
  kubectl: (...args: string[]) => Promise<Answer>;
  /** What kubectl offers a shell behind `kubectl k6 …words`, the last of which is the one under the cursor. */
  complete: (...words: string[]) => Promise<string[]>;
  /** A line of shell in which `kubectl` is that one; NO_COLOR is not set unless `more` says so; undefined takes a variable away. */
  shell: (line: string, more?: Record<string, string | undefined>) => Promise<Answer>;
  /** The same as a process, whose stdin is a pipe. */
  start: (line: string, more?: Record<string, string | undefined>) => ResultPromise;
  remove: () => void;
}

/** Bundles the plugin of this checkout, and puts it on the PATH of a kubectl that uses `kubeconfig` and `namespace`. */
export async function pluginProgram(kubeconfig: string, namespace: string): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  await bundlePlugin(root, folder);
  const binary = await kubectl();
  // The node that runs the tests, as the plugin's first line asks for one on PATH.
  const kept = { KUBECONFIG: kubeconfig, NODE_COMPILE_CACHE: join(folder, 'cache') };
  const env = { ...kept, PATH: [folder, dirname(process.execPath), process.env['PATH'] ?? ''].join(':'), NO_COLOR: '1' };
  const run = async (args: string[]): Promise<Answer> => {
    const { exitCode, stdout, stderr } = await execa(binary, args, { env, reject: false, timeout: patience });
    return { exitCode, stdout, stderr };
  };
  const path = [folder, dirname(process.execPath), dirname(binary), process.env['PATH'] ?? ''].join(':');
  const start: Program['start'] = (line, more) => {
    const options: Options = { env: { ...kept, PATH: path, ...more }, reject: false, timeout: patience };
    // Without --norc bash takes the socket that Node gives it as stdin for one of rsh, and reads the user's own start-up files.
    return execa('bash', ['--norc', '-c', line], options);
  };
  return {
    start,
    k6: (...args) => run(['k6', ...args, '-n', namespace]),
    kubectl: (...args) => run([...args, '-n', namespace]),
    complete: async (...words) => (await run(['__complete', 'k6', ...words])).stdout.split('\n'),
    shell: async (line, more) => {
      const { exitCode, stdout, stderr } = await start(line, more);
      return { exitCode, stdout: String(stdout), stderr: String(stderr) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
