import { plain, shown } from '../shown.ts';
import { ArgumentError } from './error.ts';
import { longName, valueForm } from './flags.ts';

/** One flag of an argv. */
export interface Flag {
  /** The long name without dashes. */
  name: string;
  value?: string;
  /** The words that say the same as the argv did of this flag. */
  words: string[];
}

export interface ParsedArguments {
  flags: Flag[];
  faults: ArgumentError[];
}

/** A line that was misunderstood has many faults; reading ends with so many, since the first tell enough. */
const mostFaults = 16;

/** What one step of reading found, and how many words of the argv it took. */
interface Step {
  flags: Flag[];
  faults: ArgumentError[];
  taken: number;
}

/**
 * Reads an argv as k6's flag parser (POSIX with long names) does.
 * A flag that is not known takes the next word as its value unless that starts with a dash: refusing it would be a guess.
 */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const flags: Flag[] = [];
  const faults: ArgumentError[] = [];
  for (let at = 0; at < argv.length && faults.length < mostFaults;) {
    const step = readStep(argv, at);
    // Not by spreading: a word of a million letters would be as many arguments of one call.
    for (const flag of step.flags) flags.push(flag);
    for (const fault of step.faults) faults.push(fault);
    at += step.taken;
  }
  return { flags, faults };
}

function readStep(argv: readonly string[], at: number): Step {
  const word = argv[at] ?? '';
  if (word.length < 2 || !word.startsWith('-') || word === '--') return { flags: [], faults: [positional(word, at)], taken: 1 };
  return word.startsWith('--') ? readLong(argv, at) : readShort(argv, at);
}

function readLong(argv: readonly string[], at: number): Step {
  const word = argv[at] ?? '';
  const equals = word.indexOf('=');
  if (equals < 0) return withNextWord(argv, at, { name: word.slice(2), words: [word] });
  return { flags: [{ name: word.slice(2, equals), value: word.slice(equals + 1), words: [word] }], faults: [], taken: 1 };
}

/** One-letter flags may stand together (`-qv`), and the last may have its value in the same word (`-u10`, `-u=10`). */
function readShort(argv: readonly string[], at: number): Step {
  const word = argv[at] ?? '';
  const flags: Flag[] = [];
  let read = 1;
  for (const letter of word.slice(1)) {
    read += letter.length;
    const rest = word.slice(read);
    const name = longName(letter);
    const flag = { name, words: [`-${letter}`] };
    if (rest === '') return prepend(flags, withNextWord(argv, at, flag));
    if (rest.startsWith('=') || valueForm(name) === 'next') {
      flags.push({ name, value: rest.replace(/^=/u, ''), words: [`-${letter}${rest}`] });
      break;
    }
    flags.push(flag);
  }
  return { flags, faults: [], taken: 1 };
}

function prepend(flags: Flag[], step: Step): Step {
  return { ...step, flags: [...flags, ...step.flags] };
}

function withNextWord(argv: readonly string[], at: number, flag: Flag): Step {
  const next = argv[at + 1];
  const form = valueForm(flag.name);
  if (form === 'none' || (form === 'unknown' && (next === undefined || next.startsWith('-')))) {
    return { flags: [flag], faults: [], taken: 1 };
  }
  if (next === undefined) {
    return { flags: [flag], faults: [new ArgumentError(`The flag ${plain(flag.words.join(' '))} needs a value`, at)], taken: 1 };
  }
  return { flags: [{ ...flag, value: next, words: [...flag.words, next] }], faults: [], taken: 2 };
}

function positional(word: string, at: number): ArgumentError {
  return new ArgumentError(`${shown(word)} is neither a flag nor a flag's value; the script is named in spec.script`, at);
}
