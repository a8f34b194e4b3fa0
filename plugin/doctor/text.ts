import type { Paint, Tone } from '../output/paint.ts';
import { table } from '../output/table.ts';
import type { Diagnosis, Health } from './diagnosis.ts';

const tones: Record<Health, Tone> = { ok: 'good', warning: 'caution', fault: 'bad', unknown: 'dim' };
const utf8: Record<Health, string> = { ok: '✓', warning: '!', fault: '✗', unknown: '?' };
const ascii: Record<Health, string> = { ...utf8, ok: '+', fault: 'x' };

/** One line for each diagnosis and its cure below it; the verdict comes last, where it is still on the screen. */
export function doctorText(diagnoses: readonly Diagnosis[], { paint, unicode }: { paint: Paint; unicode: boolean }): string {
  const marks = unicode ? utf8 : ascii;
  const rows = diagnoses.flatMap(({ subject, health, message, cure }, at) => [
    [paint(tones[health], marks[health]), subject, message],
    // Neighbours with the same cure have it once, below the last of them.
    ...(cure === undefined || cure === diagnoses[at + 1]?.cure ? [] : [['', '', paint('dim', `${unicode ? '→' : '->'} ${cure}`)]]),
  ]);
  return [...table([], rows), '', summary(diagnoses)].join('\n');
}

function summary(diagnoses: readonly Diagnosis[]): string {
  const count = (health: Health): number => diagnoses.filter((diagnosis) => diagnosis.health === health).length;
  const [faults, warnings, unknowns] = [count('fault'), count('warning'), count('unknown')];
  const parts = [...counted(faults, 'fault'), ...counted(warnings, 'warning'), ...(unknowns === 0 ? [] : [`${unknowns} not known`])];
  return parts.length === 0 ? 'All is well.' : `${faults === 0 ? 'No fault' : parts.shift() ?? ''}${parts.length === 0 ? '' : `, ${parts.join(', ')}`}.`;
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];
}
