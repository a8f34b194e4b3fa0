import { isEnded, isRunning, type ChildState } from '../observe/state.ts';
import { nextStatus } from '../status/next.ts';
import { isStarted } from './facts.ts';
import { finish } from './finish.ts';
import { handleSummary } from './handlesummary.ts';
import { startChange } from './start.ts';
import type { Action, Context, LogSource, MergeOrder, Plan } from './types.ts';
import type { RecordedVerdict } from './verdict.ts';

/** Keeps what the runners said at their end before anything can be cleaned up, then tells the outcome. */
export function collect(context: Context, verdict: RecordedVerdict | undefined): Plan {
  const { world } = context;
  const sources = logSources(context);
  if (world.summary !== 'absent' || sources.every(({ pod }) => pod === undefined)) return handleSummary(context) ?? finish(context, verdict);
  const action: Action = { do: 'collect-logs', sources, keepWithoutOwner: world.run.spec.cleanup === 'post', ...(isStarted(context) ? { merge: mergeOrder(context) } : {}) };
  const status = nextStatus(context, {
    ...(isStarted(context) || world.runners.some(({ phase }) => phase !== 'absent') ? { stage: 'stopped' } : {}),
    conditions: { Finished: { status: 'False', reason: 'CollectingLogs', message: 'every runner ended; their summaries are being collected' } },
  });
  return { actions: [action], status, again: 0 };
}

/** The start may not be on record yet. */
function mergeOrder(context: Context): MergeOrder {
  const { world, before } = context;
  const start = before.start ?? startChange(context)?.start;
  return {
    total: world.total,
    thresholds: before.thresholds ?? [],
    ...(before.script ? { script: before.script } : {}),
    ...(start ? { start } : {}),
  };
}

function logSources({ world }: Context): LogSource[] {
  const helpers: [string, ChildState, string][] = [
    ['initializer.log', world.initializer, 'k6'],
    ['starter.log', world.starter, 'starter'],
    ['teardown.log', world.teardown, 'teardown'],
  ];
  return [
    ...world.runners.map((runner, at) => ({ key: `runner-${at + 1}.log`, runner: at + 1, pod: podOf(runner), container: 'k6' })),
    ...helpers.filter(([, child]) => podOf(child)).map(([key, child, container]) => ({ key, pod: podOf(child), container })),
  ];
}

function podOf(child: ChildState): LogSource['pod'] {
  return isEnded(child) || isRunning(child) ? child.pod : undefined;
}
