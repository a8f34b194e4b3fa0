import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../../build.ts';
import { freePorts } from '../../cluster/process/ports.ts';

export interface OperatorOptions {
  kubeconfig: string;
  /** The one namespace it looks at. */
  namespace: string;
  env?: Record<string, string>;
}

/** The controller as a process of its own, as in its pod. */
export class Operator {
  readonly process: ChildProcess;
  readonly log: string[] = [];
  readonly exited: Promise<unknown>;
  readonly #waiting = new Map<string, () => void>();

  constructor(file: string, port: number, { kubeconfig, namespace, env }: OperatorOptions) {
    const settings = {
      KUBECONFIG: kubeconfig, WATCH_NAMESPACES: namespace, POD_NAMESPACE: namespace, K6_OPERATOR_IMAGE: 'operator:1', K6_RUNNER_IMAGE: 'k6:1',
      LEADER_ELECT: 'false', HTTP_PORT: String(port),
    };
    this.process = spawn(process.execPath, [file], { env: { ...process.env, ...settings, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.exited = once(this.process, 'exit');
    if (this.process.stdout) {
      createInterface(this.process.stdout).on('line', (line) => {
        this.log.push(line);
        for (const [text, found] of this.#waiting) if (line.includes(text)) found();
      });
    }
  }

  /** Resolves when a line of the log contains `text`. */
  async says(text: string): Promise<void> {
    if (this.log.some((line) => line.includes(text))) return;
    await new Promise<void>((resolve) => this.#waiting.set(text, resolve));
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
  }
}

let bundled: Promise<string> | undefined;

/** Starts the controller from a fresh bundle of this checkout's source. */
export async function startOperator(options: OperatorOptions): Promise<Operator> {
  bundled ??= makeBundle();
  const [port = 0] = await freePorts(1);
  return new Operator(await bundled, port, options);
}

async function makeBundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k6-operator-'));
  await bundle(folder);
  return join(folder, 'controller.js');
}
