import type { Pod } from '../../api/kubernetes.ts';
import { roles, type Role } from '../../api/labels.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { hasFailed, hasLog, sourceOf, type Source } from './source.ts';

/** Runner indexes from `first` to `last`, both included. */
export interface Range {
  first: number;
  last: number;
}

/** Which logs of a run are wanted. */
export interface Selection {
  roles: readonly Role[];
  /** Only these runners; all when missing. */
  runners?: readonly Range[] | undefined;
  /** Only what did not end with exit code 0. */
  failed: boolean;
  /** Another container than the one that the pod is about. */
  container?: string | undefined;
}

export interface SelectionFlags {
  runner?: readonly string[] | undefined;
  starter?: boolean | undefined;
  initializer?: boolean | undefined;
  stopper?: boolean | undefined;
  teardown?: boolean | undefined;
  summary?: boolean | undefined;
  all?: boolean | undefined;
  failed?: boolean | undefined;
  container?: string | undefined;
}

/**
 * What the flags ask for: the runners, unless another part is named; with --failed alone whatever failed.
 * @throws Failure (usage) for a list of runners that is none
 */
export function selectionOf(flags: SelectionFlags): Selection {
  const { runner = [], failed = false, container } = flags;
  const named: Role[] = [...(runner.length > 0 ? ['runner' as const] : []), ...roles.filter((role) => role !== 'runner' && flags[role] === true)];
  const whole = flags.all === true || (failed && named.length === 0);
  return {
    roles: whole ? roles : named.length > 0 ? named : ['runner'],
    failed,
    ...(runner.length > 0 ? { runners: runner.flatMap(parseRunners) } : {}),
    ...(container === undefined ? {} : { container }),
  };
}

/**
 * `1,4-6,9-`: what follows a last `-` is every runner from there on.
 * @throws Failure (usage)
 */
export function parseRunners(text: string): Range[] {
  return text.split(',').map((part) => {
    const [, first = '', dash, last = ''] = /^\s*(\d+)(?:(-)(\d*))?\s*$/.exec(part) ?? [];
    const open = dash !== undefined && last === '';
    const range = { first: Number(first), last: open ? Infinity : Number(dash === undefined ? first : last) };
    if (first !== '' && range.first >= 1 && range.last >= range.first) return range;
    throw new Failure(`--runner ${text}: "${part.trim()}" names no runner`, {
      exitCode: exitCodes.usage, hint: 'write numbers from 1 on and ranges of them, such as 1,4-6 or 10-',
    });
  });
}

/** The pod's log where the selection has it and there is one yet. A pod is to be asked about again whenever it changed. */
export function selected(pod: Pod, selection: Selection): Source | undefined {
  const source = sourceOf(pod, selection.container);
  if (source === undefined || !selects(source, selection) || !hasLog(pod, source)) return undefined;
  return !selection.failed || hasFailed(pod, source) ? source : undefined;
}

/** Whether the selection has this source, by role and index. */
export function selects({ role, runner }: Pick<Source, 'role' | 'runner'>, selection: Selection): boolean {
  if (!selection.roles.includes(role)) return false;
  if (role !== 'runner' || selection.runners === undefined) return true;
  return selection.runners.some(({ first, last }) => runner !== undefined && first <= runner && runner <= last);
}
