const units = [['d', 86_400], ['h', 3_600], ['m', 60], ['s', 1]] as const;

/** A span as kubectl writes ages: `5s`, `3m20s`, `2h5m`, `4d3h`; the second unit only where the first is small. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[at] ?? ['s', 1];
  const count = Math.floor(seconds / size);
  const next = units[at + 1];
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[1]);
  return count < 10 && rest > 0 && next !== undefined ? `${count}${unit}${rest}${next[0]}` : `${count}${unit}`;
}

/** How long ago `time` (RFC 3339) was; `<unknown>` where there is none. */
export function age(time: string | undefined, now: number): string {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? '<unknown>' : span(now - at);
}
