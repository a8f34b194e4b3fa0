import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { startReflector } from '../../kube/reflector.ts';
import { k6s, testRuns } from '../../kube/resources.ts';
import { inOrder, type RunSelection } from '../connect/listruns.ts';

/** Tells of every change of the selected runs, of both kinds, until `signal` aborts. */
export async function followList(client: Client, selection: RunSelection, options: {
  signal: AbortSignal; onChange: (run: Run, all: () => Run[]) => void; onTrouble: (message: string) => void;
}): Promise<void> {
  const { signal, onChange, onTrouble } = options;
  const reflectors = [k6s, testRuns].map((resource) => startReflector(client, resource, {
    ...selection, signal,
    onChange: ({ object }) => onChange(object, all),
    // A cluster may have one kind alone.
    onError: ({ kind, message }) => {
      if (kind !== 'NotFound') onTrouble(message);
    },
  }));
  function all(): Run[] {
    return reflectors.flatMap(({ store }) => store.all()).sort(inOrder);
  }
  await Promise.all(reflectors.map(({ done }) => done));
}
