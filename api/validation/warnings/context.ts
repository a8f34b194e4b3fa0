import type { JsonObject } from '../../json.ts';

/** What the caller knows besides the run itself. */
export interface Seen {
  /** How many nodes runners can be scheduled on. */
  nodes?: number;
}

/** What a warning goes by. */
export interface Context {
  spec: JsonObject;
  /** The user's arguments of k6; none where they cannot be read. */
  argv: string[];
  runners: number;
  seen: Seen;
}

/** One thing to warn of; nothing where a run gives no cause. */
export type Warn = (context: Context) => string[];

export const podBlocks = ['runner', 'starter', 'initializer'] as const;
