import type { SummaryCheck, SummaryGroup } from '../../api/summary/merged.ts';
import type { Checks } from './types.ts';

const separator = '::';

/**
 * The root group with all others and the checks inside, as k6 gives it to `handleSummary()`. An `id` there is a hash of the path (k6 v1.8.1, lib/models.go)
 * and to be taken as opaque; here it is the path itself.
 * @param groups by path, such as `::outer::inner`; one whose outer group is missing is put into the innermost that is there
 */
export function rootGroup(groups: readonly string[], checks: Checks): SummaryGroup {
  const root: SummaryGroup = { name: '', path: '', id: '', groups: [], checks: [] };
  const known = new Map<string, SummaryGroup>([['', root]]);
  for (const path of groups.toSorted((a, b) => a.length - b.length)) addGroup(known, path);
  for (const [path, counts] of checks) {
    const { group, name } = place(known, path);
    const check: SummaryCheck = { name, path, id: path, ...counts };
    group.checks.push(check);
  }
  return root;
}

function addGroup(known: Map<string, SummaryGroup>, path: string): void {
  if (known.has(path)) return;
  const { group, name } = place(known, path);
  const added: SummaryGroup = { name, path, id: path, groups: [], checks: [] };
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
