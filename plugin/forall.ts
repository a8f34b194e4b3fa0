import pLimit from 'p-limit';
import { explain } from './errors/explain.ts';

/** Who is waited for is watched, and a server hands out only so many streams on a connection. */
const atOnce = 16;

/**
 * Does the same to each of several, side by side, and tells what came of it in their order. One that fails keeps none of the others from it.
 * @param action resolves with a line to be written, or undefined
 * @throws the first error, after a line of `warn` for each further one
 */
export async function forAll(
  names: readonly string[], action: (name: string) => Promise<string | undefined>, { write, warn }: { write: (text: string) => void; warn: (text: string) => void },
): Promise<void> {
  const errors: unknown[] = [];
  const limit = pLimit(atOnce);
  const results = names.map((name) => limit(() => action(name)));
  // Each is waited for in turn: until then its error is nobody's.
  for (const result of results) result.catch(() => undefined);
  for (const result of results) {
    try {
      const line = await result;
      if (line !== undefined) write(line);
    } catch (error) {
      errors.push(error);
    }
  }
  for (const error of errors.slice(1)) warn(`error: ${explain(error).message}`);
  if (errors.length > 0) throw errors[0] as Error;
}
