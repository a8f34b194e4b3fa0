/** What is to be offered for the word under the cursor. */
export type Offer =
  | { of: 'commands'; after: string[] }
  | { of: 'flags'; command: string }
  | { of: 'values'; values: readonly string[] }
  | { of: 'runs' | 'schedules' | 'namespaces' | 'contexts' }
  | { of: 'files' }
  | { of: 'nothing' };

/** Global flags that are followed by a value; a word behind one of them is no argument. */
const valued = new Set([
  '-n', '--namespace', '--context', '--cluster', '--user', '--kubeconfig', '-s', '--server', '--token', '--as', '--as-group', '--as-uid',
  '--certificate-authority', '--client-certificate', '--client-key', '--tls-server-name', '--request-timeout', '-v', '--v', '-o', '--output',
  '-l', '--selector', '--field-selector', '--sort-by', '--chunk-size', '--timeout',
]);

const files = new Set(['--kubeconfig', '--certificate-authority', '--client-certificate', '--client-key', '-f', '--filename', '--file']);
const formats: Offer = { of: 'values', values: ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'custom-columns='] };
const offers = new Map<string, Offer>([
  ['-n', { of: 'namespaces' }], ['--namespace', { of: 'namespaces' }], ['--context', { of: 'contexts' }], ['-o', formats], ['--output', formats],
]);

/** Commands whose arguments are names of something that is there. */
const named: Record<string, 'runs' | 'schedules'> = {
  status: 'runs', summary: 'runs', logs: 'runs', report: 'runs', stop: 'runs', delete: 'runs',
  'schedule:suspend': 'schedules', 'schedule:resume': 'schedules', 'schedule:trigger': 'schedules', 'schedule:delete': 'schedules',
};
const fromFiles = new Set(['run', 'validate', 'render', 'schedule:create']);

/**
 * What to offer after `words`, the last of which is the one under the cursor, maybe empty.
 * @param ids every command's id
 */
export function offerFor(words: readonly string[], ids: readonly string[]): Offer {
  const current = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const value = valueOffer(before, current);
  if (value !== undefined) return value;
  const plain = argumentsOf(words.slice(0, -1));
  const command = [2, 1].map((count) => plain.slice(0, count).join(':')).find((id) => ids.includes(id));
  if (command === undefined) return ids.some((id) => id.startsWith(plain.map((word) => `${word}:`).join(''))) ? { of: 'commands', after: plain } : { of: 'nothing' };
  if (current.startsWith('-')) return { of: 'flags', command };
  const wanted = Object.hasOwn(named, command) ? named[command] : undefined;
  return wanted === undefined ? { of: fromFiles.has(command) ? 'files' : 'nothing' } : { of: wanted };
}

/** For a word that is the value of the flag before it, or behind its own `--flag=`. */
function valueOffer(before: string, current: string): Offer | undefined {
  const flag = /^(--[^=]+)=/.exec(current)?.[1] ?? before;
  if (files.has(flag)) return { of: 'files' };
  return offers.get(flag) ?? (valued.has(flag) ? { of: 'nothing' } : undefined);
}

/** The words that are neither flags nor their values. */
function argumentsOf(words: readonly string[]): string[] {
  return words.filter((word, at) => !word.startsWith('-') && !valued.has(words[at - 1] ?? ''));
}

/** The value of a flag in `words`, in any of its spellings. */
export function flagValue(words: readonly string[], long: string, short?: string): string | undefined {
  for (const [at, word] of words.entries()) {
    if (word === long || word === short) return words[at + 1];
    if (word.startsWith(`${long}=`)) return word.slice(long.length + 1);
    if (short !== undefined && word.startsWith(short) && !word.startsWith('--') && word.length > 2) return word.slice(2).replace(/^=/, '');
  }
  return undefined;
}
