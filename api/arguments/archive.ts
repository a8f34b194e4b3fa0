import { parseArguments } from './parse.ts';

/**
 * What the archive is not made with. `k6 archive` (v1.8.1) has no `out`, `linger` and `no-usage-report`. It would take the others,
 * yet they are left out as upstream does: they change what is written to the log or bind the test's traffic, and never what the script needs.
 */
const notForArchive = new Set([
  'out', 'linger', 'no-usage-report', 'verbose', 'log-output', 'block-hostnames', 'blacklist-ip', 'user-agent',
]);

/** What decides how a script is loaded, and nothing of what it is run with. */
const forScript = new Set(['env', 'include-system-env-vars', 'exclude-env-vars', 'compatibility-mode', 'secret-source', 'log-format', 'no-color', 'no-usage-report', 'insecure-skip-tls-verify', 'verbose']);

/**
 * The arguments of `k6 run` that its script cannot be loaded without.
 * @throws ArgumentError as `archiveArguments`
 */
export function scriptArguments(argv: readonly string[]): string[] {
  const { flags, faults } = parseArguments(argv);
  if (faults[0]) throw faults[0];
  return flags.filter((flag) => forScript.has(flag.name)).flatMap((flag) => flag.words);
}

/**
 * The arguments of `k6 run` that `k6 archive` gets as well.
 * @throws ArgumentError where the argv has a word that is neither a flag nor a flag's value, or a flag without its value
 */
export function archiveArguments(argv: readonly string[]): string[] {
  const { flags, faults } = parseArguments(argv);
  if (faults[0]) throw faults[0];
  return flags.filter((flag) => !notForArchive.has(flag.name)).flatMap((flag) => flag.words);
}
