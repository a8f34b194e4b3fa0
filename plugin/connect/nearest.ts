/** How many single characters must be added, dropped, changed or swapped with the next to make `left` into `right`. */
function distance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  const at = (steps: number[], index: number): number => steps[index] ?? Infinity;
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j += 1) {
      const same = left[i] === right[j];
      const swapped = i > 0 && left[i] === right[j - 1] && left[i - 1] === right[j];
      next.push(Math.min(at(row, j) + (same ? 0 : 1), at(row, j + 1) + 1, at(next, j) + 1, swapped ? at(before, j - 1) + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return at(row, right.length);
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
