/**
 * The arguments that give runner `index` (1-based) its share of the load among `total` runners: none for a single runner.
 *
 * k6 needs the whole sequence besides the runner's own segment, so that `scenario.iterationInTest` and `vu.idInTest` stay unique
 * over all runners. Fractions are left unreduced, as k6 takes them either way.
 * @throws RangeError where `index` is not one of 1 … `total`
 */
export function segmentArguments(index: number, total: number): string[] {
  if (!Number.isInteger(index) || !Number.isInteger(total) || index < 1 || index > total) {
    throw new RangeError(`There is no runner ${index} of ${total}`);
  }
  if (total === 1) return [];
  const edges = Array.from({ length: total + 1 }, (_, edge) => fraction(edge, total));
  return [
    `--execution-segment=${fraction(index - 1, total)}:${fraction(index, total)}`,
    `--execution-segment-sequence=${edges.join(',')}`,
  ];
}

function fraction(part: number, total: number): string {
  if (part === 0) return '0';
  return part === total ? '1' : `${part}/${total}`;
}
