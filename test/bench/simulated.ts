import { startFakeRunners, type FakeRunners } from '../fakes/k6.ts';

/**
 * A process of its own for simulated runners, so that their work does not slow the starter's event loop. Speaks over the IPC channel:
 * `{count}` is answered with `{port, targets}`, and `'times'` with the moment at which each runner had its whole PATCH.
 */
export type Request = { count: number } | 'times';
export interface Listening {
  port: number;
  targets: string;
}

let fakes: FakeRunners | undefined;

async function answer(request: Request): Promise<Listening | number[]> {
  if (request === 'times') return (fakes?.runners ?? []).flatMap(({ startedAt }) => startedAt ?? []);
  fakes = await startFakeRunners(request.count, 63);
  return { port: fakes.port, targets: fakes.targets };
}

process.on('message', (request: Request) => {
  void answer(request).then((reply) => process.send?.(reply));
});
