import { exitCodes, Failure } from './errors/failure.ts';

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Node cuts a longer timer to 1 ms. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds for a timer: 24 days at most, which is for ever to whoever waits for a command. */
export function timerMilliseconds(seconds: number): number {
  return Math.min(seconds * 1000, longestTimer);
}

/**
 * Seconds of a duration as kubectl's flags take it: `90`, `30s`, `1h30m`, `1.5h`.
 * @param flag for the message, such as `--timeout`
 * @throws Failure (usage) for anything else
 */
export function parseDuration(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Failure(`${flag}: "${text}" is no duration`, { exitCode: exitCodes.usage, hint: 'write one such as 30s, 5m or 1h30m' });
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (unitSeconds[unit ?? ''] ?? 0), 0);
}
