import { stripVTControlCharacters } from 'node:util';

const gap = '   ';

/** Rows under their headers, aligned as kubectl does it; without headers where that is empty. Colours take no room. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = headers.length === 0 ? rows : [headers, ...rows];
  const widths: number[] = [];
  for (const row of all) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  return all.map((row) => row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell))).join(gap).trimEnd());
}

function width(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
