import { basename, dirname, extname } from 'node:path';
import { maxRunNameLength } from '../../api/names.ts';

/** The ConfigMap with a run's script. */
export function scriptName(run: string): string {
  return `${run}-script`;
}

/** Kubernetes' own for generated names: no vowels, so no words, and nothing that looks like something else. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const randomLength = 5;
/** Names that say nothing: the folder's says more. */
const common = new Set(['test', 'main', 'script', 'index']);

/**
 * A name for a run of the script at `path`, such as `checkout-x7k2p`.
 * @param random in [0, 1), asked for each character
 */
export function nameFor(path: string, parallelism: number, random: () => number): string {
  const stem = basename(path, extname(path));
  return generated(common.has(stem) ? basename(dirname(path)) || stem : stem, parallelism, random);
}

/** A legal name of a run that begins with what `prefix` has of legal characters. */
export function generated(prefix: string, parallelism: number, random: () => number): string {
  const suffix = Array.from({ length: randomLength }, () => alphabet[Math.floor(random() * alphabet.length)] ?? 'x').join('');
  const legal = prefix.toLowerCase().replace(/[^a-z0-9]+/gu, '-').slice(0, maxRunNameLength(parallelism) - randomLength - 1).replace(/^-+|-+$/gu, '');
  return `${legal === '' ? 'run' : legal}-${suffix}`;
}
