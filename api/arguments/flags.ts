/** k6's flags, from `k6 run --help` and `k6 archive --help` of v1.8.1, and from the release notes of v0.x and v2. */

/** Flags whose value may stand in the next word. */
const valued = new Set([
  'vus', 'duration', 'iterations', 'stage', 'execution-segment', 'execution-segment-sequence', 'max-redirects', 'batch',
  'batch-per-host', 'rps', 'user-agent', 'min-iteration-duration', 'blacklist-ip', 'block-hostnames', 'summary-trend-stats',
  'summary-time-unit', 'system-tags', 'tag', 'console-output', 'local-ips', 'dns', 'compatibility-mode', 'type', 'env',
  'summary-mode', 'summary-export', 'traces-output', 'out', 'address', 'config', 'log-format', 'log-output', 'secret-source',
  'archive-out', 'features', 'scenario',
]);

/** Flags that take a value only after `=`; `http-debug` is one whose value may be left out. */
const switches = new Set([
  'paused', 'no-setup', 'no-teardown', 'http-debug', 'insecure-skip-tls-verify', 'no-connection-reuse', 'no-vu-connection-reuse',
  'throw', 'discard-response-bodies', 'include-system-env-vars', 'no-thresholds', 'no-summary', 'new-machine-readable-summary',
  'linger', 'no-usage-report', 'exclude-env-vars', 'help', 'no-color', 'profiling-enabled', 'quiet', 'verbose', 'once',
  'log-ns-timestamps',
]);

const shorthands: Readonly<Record<string, string>> = {
  u: 'vus', d: 'duration', i: 'iterations', s: 'stage', p: 'paused', w: 'throw', t: 'type', e: 'env', o: 'out', l: 'linger',
  h: 'help', a: 'address', c: 'config', q: 'quiet', v: 'verbose', O: 'archive-out',
};

/** Whether a flag's value may stand in the next word; `unknown` for flags of other k6 versions and of extensions. */
export function valueForm(name: string): 'next' | 'none' | 'unknown' {
  if (valued.has(name)) return 'next';
  return switches.has(name) ? 'none' : 'unknown';
}

/** The long name of a one-letter flag; the letter itself where k6 has none. */
export function longName(letter: string): string {
  return Object.hasOwn(shorthands, letter) ? (shorthands[letter] ?? letter) : letter;
}
