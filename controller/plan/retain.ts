import type { Context, Plan } from './types.ts';

/** A moment for those who watch the run to see its end before `cleanup: post` takes it away. */
const farewellMilliseconds = 2000;

/** Keeps a run that is over until it may go: at once after its logs were collected, after its time to live, or for good. */
export function retain({ world, before, now }: Context): Plan {
  const due = dueTime(world.run.spec, Date.parse(before.finishedAt ?? ''));
  if (due === undefined) return { actions: [], status: before };
  if (now >= due) return { actions: [{ do: 'delete-run' }], status: before };
  return { actions: [], status: before, again: due - now };
}

/** Undefined as well for a run that another operator brought to its end, which tells no time of it. */
function dueTime({ cleanup, ttlSecondsAfterFinished }: Context['world']['run']['spec'], finishedAt: number): number | undefined {
  const delays = [
    ...(cleanup === 'post' ? [farewellMilliseconds] : []),
    ...(ttlSecondsAfterFinished === undefined ? [] : [ttlSecondsAfterFinished * 1000]),
  ];
  return delays.length === 0 || Number.isNaN(finishedAt) ? undefined : finishedAt + Math.min(...delays);
}
