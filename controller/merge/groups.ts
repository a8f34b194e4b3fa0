import { createHash } from 'node:crypto';
import type { SummaryCheck, SummaryGroup } from '../../api/summary/merged.ts';
import type { Checks } from './types.ts';

const separator = '::';

/**
 * The root group with all others and the checks inside, as k6 gives it to `handleSummary()`.
 * @param groups by path, such as `::outer::inner`; one whose outer group is missing is put into the innermost that is there
 */
export function rootGroup(groups: readonly string[], checks: Checks): SummaryGroup {
  const root: SummaryGroup = { name: '', path: '', id: idOf(''), groups: [], checks: [] };
  const known = new Map<string, SummaryGroup>([['', root]]);
  for (const path of groups.toSorted((a, b) => a.length - b.length)) addGroup(known, path);
  for (const [path, counts] of checks) {
    const { group, name } = place(known, path);
    const check: SummaryCheck = { name, path, id: idOf(path), ...counts };
    group.checks.push(check);
  }
  return root;
}

/** As k6 names groups and checks: by the MD5 of the path (k6 v1.8.1, lib/models.go). */
function idOf(path: string): string {
  return createHash('md5').update(path).digest('hex');
}

function addGroup(known: Map<string, SummaryGroup>, path: string): void {
  if (known.has(path)) return;
  const { group, name } = place(known, path);
  const added: SummaryGroup = { name, path, id: idOf(path), groups: [], checks: [] };
  known.set(path, added);
  group.groups.push(added);
}

/** The innermost known group that a path is in, and what of the path is left for a name. */
function place(known: ReadonlyMap<string, SummaryGroup>, path: string): { group: SummaryGroup; name: string } {
  for (let at = path.lastIndexOf(separator); at >= 0; at = at === 0 ? -1 : path.lastIndexOf(separator, at - 1)) {
    const group = known.get(path.slice(0, at));
    if (group !== undefined) return { group, name: path.slice(at + separator.length) };
  }
  const root = known.get('');
  if (root === undefined) throw new Error('the root group is always known');
  return { group: root, name: path };
}
