import pLimit from 'p-limit';
import type { Run } from '../../api/run.ts';
import { nameOf } from './outcome.ts';
import type { Place } from './place.ts';

/** A node of two cores takes longer for many runs at once than for the same one after another, and other test files have runs of their own. */
const atOnce = 4;

type Named = Pick<Run, 'kind'> & { metadata: { name: string } };

/**
 * Carries out runs of which each is there for its own sake, a few at a time. `make` makes one; by default it applies it as a manifest. What
 * became of a run is for the tests to say: one that is not over in time does not keep the others from their turn.
 */
export async function inTurn<T extends Named>(place: Place, runs: readonly T[], make: (run: T) => Promise<unknown> = (run) => place.apply(run)): Promise<void> {
  const turn = pLimit(atOnce);
  await Promise.all(runs.map((run) => turn(async () => {
    await make(run);
    await place.kubectl(['wait', nameOf(run.metadata.name, run.kind), '--for=condition=Finished', '--timeout=60s']).catch(() => undefined);
  })));
}
