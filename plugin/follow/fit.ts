import { stripVTControlCharacters } from 'node:util';

/**
 * The beginning of a picture that has room on a screen, with a last line that says how much is missing: the verdict stands at the top.
 * A line that is longer than the screen is wide takes as many rows as the terminal makes of it.
 */
export function fitted(picture: string, { rows, columns }: { rows: number; columns: number }): string {
  const lines = picture.split('\n');
  const heights = lines.map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / Math.max(1, columns))));
  // One row is the cursor's.
  if (sum(heights) < rows) return picture;
  const kept = lines.filter((_, at) => sum(heights.slice(0, at + 1)) < rows - 1);
  return [...kept, `... ${lines.length - kept.length} more lines`].join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
