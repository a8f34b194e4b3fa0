import type { SummaryGroup } from '../../../api/summary/merged.ts';

export interface CheckRow {
  /** The groups that it is in, outermost first; of a check outside of groups none. */
  groups: string[];
  name: string;
  passes: number;
  fails: number;
  /** A share of 1. */
  rate: number;
}

/** All checks in the script's order, those of a group before its own groups. */
export function checkRows(group: SummaryGroup, above: readonly string[] = []): CheckRow[] {
  const groups = group.name === '' ? [...above] : [...above, group.name];
  const own = group.checks.map(({ name, passes, fails }) => ({ groups, name, passes, fails, rate: passes + fails === 0 ? 0 : passes / (passes + fails) }));
  return [...own, ...group.groups.flatMap((one) => checkRows(one, groups))];
}
