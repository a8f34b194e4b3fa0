const unitMilliseconds: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a duration as k6 takes it (k6 v1.8.1, lib/types): `1m30s`, `500ms`, `1d12h`; a plain number counts milliseconds. Undefined for
 * anything else.
 */
export function k6Milliseconds(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  const [, sign, amounts = ''] = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const parts = amounts.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d)/g);
  const sum = [...parts].reduce((total, [, amount, unit]) => total + Number(amount) * (unitMilliseconds[unit ?? ''] ?? 0), 0);
  return sign === '-' ? -sum : sum;
}
