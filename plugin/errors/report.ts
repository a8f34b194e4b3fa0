import type { Failure } from './failure.ts';

/** How the user wants errors: read from the bare words, since the parser itself may be what failed. */
export interface ReportStyle {
  json: boolean;
  stack: boolean;
}

export function reportStyle(argv: readonly string[]): ReportStyle {
  const words = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  const json = words.some((word, index) => (
    ['-ojson', '-o=json', '--output=json'].includes(word) || (['-o', '--output'].includes(word) && words[index + 1] === 'json')
  ));
  const verbosity = words.map((word, index) => /^(?:-v|--v)(?:=?(\d+))?$/.exec(word)?.[1] ?? (['-v', '--v'].includes(word) ? words[index + 1] : undefined));
  return { json, stack: verbosity.some((level) => Number(level ?? 0) >= 1) };
}

/** What goes to stderr for `failure`, without a newline at its end. */
export function reportText(failure: Failure, style: ReportStyle): string {
  if (style.json) {
    const { message, hint, exitCode } = failure;
    return JSON.stringify({ error: { message, ...(hint !== undefined && { hint }), exitCode, ...(style.stack && { stack: stackOf(failure) }) } });
  }
  const lines = [`error: ${failure.message}`];
  if (failure.hint !== undefined) lines.push(failure.hint);
  if (style.stack) lines.push(stackOf(failure));
  return lines.join('\n');
}

/** The cause's own where there is one: it is what went wrong. */
function stackOf(failure: Failure): string {
  const { cause } = failure;
  return (cause instanceof Error ? cause.stack : failure.stack) ?? '';
}
