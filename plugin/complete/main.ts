import { commands, topics } from '../commands/index.ts';
import { liveNames } from './names.ts';
import { offerFor, flagValue, type Offer } from './words.ts';

/** Directives of Cobra's protocol, which kubectl passes on to the shell: 4 keeps it from offering files. */
const noFiles = 4;
const filesToo = 0;
const noSpace = 2;

/**
 * Answers the shell, through kubectl: one candidate a line, then the directive. Whatever goes wrong, there are just no candidates.
 * @param words what stands behind `kubectl k6`; the last is the one under the cursor
 */
export async function complete(words: readonly string[]): Promise<void> {
  const offer = offerFor(words, Object.keys(commands));
  const current = words.at(-1) ?? '';
  const prefix = current.startsWith('--') && current.includes('=') && offer.of !== 'flags' ? current.slice(0, current.indexOf('=') + 1) : '';
  const found = await candidates(offer, words).catch(() => []);
  const fitting = found.map((text) => prefix + text).filter((text) => text.startsWith(current));
  const directive = offer.of === 'files' ? filesToo : noFiles + (fitting.length > 0 && fitting.every((text) => text.endsWith('=')) ? noSpace : 0);
  process.stdout.write([...fitting, `:${directive}`, ''].join('\n'));
}

async function candidates(offer: Offer, words: readonly string[]): Promise<string[]> {
  switch (offer.of) {
    case 'commands': return commandsAfter(offer.after);
    case 'flags': return flagsOf(offer.command);
    case 'values': return [...offer.values];
    case 'contexts': return new (await import('../connect/plainconfig.ts')).PlainConfig(flagValue(words, '--kubeconfig'), process.env).contexts();
    case 'runs': case 'schedules': case 'namespaces': return liveNames(offer.of, words);
    default: return [];
  }
}

function commandsAfter(after: string[]): string[] {
  const depth = after.length;
  const matching = Object.keys(commands).map((id) => id.split(':')).filter((parts) => after.every((word, at) => parts[at] === word));
  const next = [...new Set(matching.map((parts) => parts[depth] ?? ''))].filter((word) => word !== '');
  return next.map((word) => (Object.hasOwn(topics, word) && depth === 0 ? `${word}\t${topics[word] ?? ''}` : word));
}

async function flagsOf(command: string): Promise<string[]> {
  const { default: loaded } = await commands[command]?.() ?? { default: undefined };
  const flags = Object.entries({ ...loaded?.flags, ...loaded?.baseFlags }).filter(([, { hidden }]) => hidden !== true);
  return flags.map(([name, { summary, description }]) => `--${name}\t${(summary ?? description ?? '').split('\n', 1)[0] ?? ''}`);
}
