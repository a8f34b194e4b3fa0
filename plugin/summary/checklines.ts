import type { MergedSummary, SummaryCheck, SummaryGroup } from '../../api/summary/merged.ts';
import { metricLines, type LineOptions } from './metriclines.ts';
import type { NamedMetric } from './sections.ts';

type Counts = Pick<SummaryCheck, 'name' | 'passes' | 'fails'>;

/** How many checks there were and held, then each by its name; nothing where the script has none. */
export function checkLines({ root_group: root, state }: MergedSummary, options: LineOptions): string[] {
  const checks = byName(root);
  if (checks.length === 0) return [];
  const passes = checks.reduce((sum, check) => sum + check.passes, 0);
  const fails = checks.reduce((sum, check) => sum + check.fails, 0);
  const totals = metricLines(totalsOf(passes, fails, state.testRunDurationMs), options);
  return [...totals.values(), '', ...checks.flatMap((check) => linesOf(check, options)), ''];
}

/** As k6's compact summary has it: a check of the same name in several groups is one. */
function byName(root: SummaryGroup): Counts[] {
  const found = new Map<string, Counts>();
  for (const { name, passes, fails } of checksIn(root)) {
    const before = found.get(name);
    found.set(name, { name, passes: (before?.passes ?? 0) + passes, fails: (before?.fails ?? 0) + fails });
  }
  return [...found.values()];
}

function checksIn({ checks, groups }: SummaryGroup): SummaryCheck[] {
  return [...checks, ...groups.flatMap(checksIn)];
}

function totalsOf(passes: number, fails: number, milliseconds: number): NamedMetric[] {
  const total = passes + fails;
  const share = (part: number): number => (total === 0 ? 0 : part / total);
  return [
    { name: 'checks_total', type: 'counter', contains: 'default', values: { count: total, rate: milliseconds > 0 ? total / (milliseconds / 1000) : 0 } },
    { name: 'checks_succeeded', type: 'rate', contains: 'default', values: { rate: share(passes), passes, fails } },
    { name: 'checks_failed', type: 'rate', contains: 'default', values: { rate: share(fails), passes: fails, fails: passes } },
  ];
}

function linesOf({ name, passes, fails }: Counts, { paint }: LineOptions): string[] {
  if (fails === 0) return [paint('pass', `✓ ${name}`)];
  const share = Math.floor((100 * passes) / (passes + fails));
  return [paint('fail', `✗ ${name}`), `  ${paint('fail', `↳  ${share}% — ✓ ${passes} / ✗ ${fails}`)}`];
}
