import { expect } from '@jest/globals';
import type { ConfigMap, KubeObject } from '../../api/kubernetes.ts';
import type { KubeError } from '../../kube/errors.ts';
import { startReflector, type Change, type Reflector, type ReflectorOptions } from '../../kube/reflector.ts';
import { configMaps } from '../../kube/resources.ts';
import { startFakeApiServer, type FakeAnswer, type FakeApiServer, type FakeWatch, type Script } from '../fakes/apiserver.ts';
import { eventually } from './helpers.ts';

/** What the reflector did, as short lines, and the fake server's side of it. */
export class Scene {
  readonly seen: string[] = [];
  readonly errors: KubeError[] = [];
  readonly watches: FakeWatch[] = [];
  /** Answers of the lists to come; the last one stays. */
  lists: Script[] = [(answer: FakeAnswer): void => answer.list('10', [])];
  /** Answers of the watches to come; after the last, watches open and are the test's to drive. */
  watchScripts: Script[] = [];
  server!: FakeApiServer;
  reflector!: Reflector<ConfigMap>;
  readonly end = new AbortController();

  async start(options: Partial<ReflectorOptions<ConfigMap>> = {}): Promise<void> {
    this.server = await startFakeApiServer((answer) => {
      if (!answer.call.query.has('watch')) {
        (this.lists.length > 1 ? this.lists.shift() : this.lists[0])?.(answer);
        return;
      }
      const script = this.watchScripts.shift();
      if (script === undefined) this.watches.push(answer.watch());
      else script(answer);
    });
    this.reflector = startReflector(this.server.client, configMaps, {
      namespace: 'test',
      backoffMs: 1,
      onChange: (change: Change<ConfigMap>) => this.seen.push(line(change.type, change.object)),
      onError: (error) => this.errors.push(error),
      signal: this.end.signal,
      ...options,
    });
  }

  /** The newest watch, once there are `count` of them. */
  async watch(count: number): Promise<FakeWatch> {
    return eventually(() => this.watches[count - 1]);
  }

  async saw(...lines: string[]): Promise<void> {
    await eventually(() => this.seen.length >= lines.length).catch(() => undefined);
    expect(this.seen).toEqual(lines);
  }

  /** The resource versions that watches were opened at. */
  get resumed(): (string | null)[] {
    return this.server.calls.filter(({ query }) => query.has('watch')).map(({ query }) => query.get('resourceVersion'));
  }

  get listed(): number {
    return this.server.calls.filter(({ query }) => !query.has('watch')).length;
  }

  async stop(): Promise<void> {
    this.end.abort();
    await this.reflector.done;
    await this.server.close();
  }
}

function line(type: string, { metadata }: KubeObject): string {
  return `${type} ${metadata?.name ?? ''}/${metadata?.uid ?? ''}@${metadata?.resourceVersion ?? ''}`;
}
