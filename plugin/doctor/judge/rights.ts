import { type Diagnosis, fault, ok, unknown, warning } from '../diagnosis.ts';
import type { Missing } from '../gather/rights.ts';
import { type Right, rightsText, rightText, userRights } from '../rights.ts';
import type { Seen } from '../seen.ts';

/** What the user may do, of each kind of thing that the plugin is for. */
export function judgeUserRights({ value }: Seen<Missing>, namespace: string): Diagnosis[] {
  if (value === undefined) return [unknown('your rights', 'the API server does not tell')];
  const purposes = Object.entries(userRights);
  const able = purposes.filter(([, { rights }]) => lacking(rights, value).length === 0).map(([purpose]) => purpose);
  const unable = purposes.filter(([purpose]) => !able.includes(purpose)).map(([purpose, { needed, rights }]) => {
    const text = `in ${namespace} you may not ${purpose}: no right to ${rightsText(lacking(rights, value))}`;
    return (needed ? fault : warning)('your rights', text, cureFor(needed, namespace));
  });
  return [...unable, ...(able.length === 0 ? [] : [ok('your rights', `in ${namespace} you may ${able.join(', ')}`)])];
}

function cureFor(needed: boolean, namespace: string): string {
  const role = needed ? 'edit' : 'admin';
  return `ask for the role ${role} there, which the chart extends to runs: kubectl create rolebinding k6-${role} --clusterrole=${role} --user=YOU -n ${namespace}`;
}

export function judgeControllerRights({ value, denied }: Seen<Missing>, who: string): Diagnosis[] {
  if (value === undefined) return [unknown('operator\'s rights', `you have no right to ${denied ?? 'ask about them'}`)];
  if (value.length === 0) return [ok('operator\'s rights', `${who} has what it takes`)];
  return [fault('operator\'s rights', `${who} has no right to ${rightsText(value)}`, 'helm upgrade the chart with rbac.create, or bind these rights by hand')];
}

function lacking(rights: readonly Right[], missing: Missing): Right[] {
  const names = new Set(missing.map(rightText));
  return rights.filter((right) => names.has(rightText(right)));
}
