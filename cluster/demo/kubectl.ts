import { execa } from 'execa';
import { createInterface } from 'node:readline';
import { kubectl } from '../bin.ts';

/** kubectl against one namespace of one cluster. Every call rejects with kubectl's own words when it fails. */
export class Kubectl {
  readonly #path: string;
  readonly #base: string[];

  private constructor(path: string, kubeconfig: string, namespace: string) {
    this.#path = path;
    this.#base = ['--kubeconfig', kubeconfig, '--namespace', namespace];
  }

  static async for(kubeconfig: string, namespace: string): Promise<Kubectl> {
    return new Kubectl(await kubectl(), kubeconfig, namespace);
  }

  async run(...args: string[]): Promise<string> {
    return (await execa(this.#path, [...this.#base, ...args])).stdout;
  }

  /** Creates or changes objects; server-side, so that a re-run takes back every field that it owns. */
  async apply(...objects: object[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await execa(this.#path, [...this.#base, 'apply', '--server-side', '--force-conflicts', '-f', '-'], { input });
  }

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(...args, '--output=json')) as T;
  }

  /** The object's status, again on every change, until `signal` ends it. */
  async *statuses<T>(resource: string, name: string, signal: AbortSignal): AsyncGenerator<T> {
    const args = [...this.#base, 'get', resource, name, '--watch', '--output=jsonpath={.status}{"\\n"}'];
    const watch = execa(this.#path, args, { cancelSignal: signal, reject: false, buffer: false });
    try {
      for await (const line of createInterface(watch.stdout)) yield JSON.parse(line || '{}') as T;
    } finally {
      watch.kill();
    }
  }
}
