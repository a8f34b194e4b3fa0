import type { Finding } from '../validation/index.ts';

/** More than these make no message clearer. */
const mostFindings = 32;

/** One message for a refused run: every finding with path, reason and words, as kubectl shows it. */
export function refusalMessage(findings: Finding[]): string {
  const lines = findings.slice(0, mostFindings).map(({ path, reason, message }) => `${path || 'the object'}: ${message} (${reason})`);
  const more = findings.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const [only, ...others] = lines;
  if (only === undefined) return '';
  return others.length === 0 ? only : [`${findings.length} faults:`, ...lines].join('\n- ');
}
