/** How many single characters must be added, dropped, changed or swapped with the next to make `left` into `right`. */
function distance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of Array.from(left).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(right).entries()) {
      const swapped = i > 0 && j > 0 && character === right[j - 1] && left[i - 1] === other ? (before[j - 1] ?? 0) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + (character === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, swapped));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}

/** At most three of `candidates` that a slip of the fingers may have turned into `text`, the nearest first. */
export function nearest(text: string, candidates: readonly string[]): string[] {
  const allowed = Math.min(2, Math.max(1, Math.floor(text.length / 3)));
  return candidates
    .map((name) => ({ name, steps: text.length >= 3 && name.startsWith(text) ? 1 : distance(text, name) }))
    .filter(({ steps }) => steps <= allowed)
    .sort((a, b) => a.steps - b.steps || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}
