import { CronFault, parseField, type Field, type FieldRule } from './field.ts';

/** When a schedule is due: at times of the calendar, or each so many seconds. */
export type CronSchedule = { kind: 'calendar'; pattern: string } | { kind: 'every'; seconds: number };

/** Kubernetes' own dialect, that of robfig/cron's ParseStandard: no seconds, no 7 for Sunday, none of `L`, `W` and `#`. */
const rules = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const satisfies readonly FieldRule[];

const nicknames: Record<string, string> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

/**
 * Reads a CronJob's `schedule`.
 * @throws CronFault that names the field that is wrong
 */
export function parseCron(text: string): CronSchedule {
  const expression = text.trim();
  if (/^(CRON_)?TZ=/.test(expression)) throw new CronFault('a CronJob refuses TZ= in the schedule; give the zone by --time-zone');
  if (expression.startsWith('@every ')) return { kind: 'every', seconds: parseDuration(expression.slice('@every '.length)) };
  if (!expression.startsWith('@')) return { kind: 'calendar', pattern: calendarPattern(expression) };
  const standard = nicknames[expression];
  if (standard === undefined) throw new CronFault(`"${expression}" is not one of ${[...Object.keys(nicknames), '@every 90m'].join(', ')}`);
  return { kind: 'calendar', pattern: calendarPattern(standard) };
}

/** The same times with every range written out, so that no other reading of the dialect comes in. */
function calendarPattern(expression: string): string {
  const texts = expression.split(/\s+/).filter((field) => field !== '');
  if (texts.length !== rules.length) throw new CronFault(wrongCount(texts.length));
  const [minute, ...rest] = rules.map((rule, index) => parseField(texts[index] ?? '', rule)) as [Field, ...Field[]];
  return [minute.values.map(interval).join(','), ...rest.map(written)].join(' ');
}

function wrongCount(count: number): string {
  const seconds = count === 6 ? '; a CronJob has no seconds' : '';
  return `${count} ${count === 1 ? 'field' : 'fields'}; there must be 5 (${rules.map(({ name }) => name).join(', ')})${seconds}`;
}

function written({ star, values }: Field): string {
  return star ? '*' : values.join(',');
}

/** A step makes croner treat a change to or from summer time as Kubernetes does: a time that is left out does not come, one that is there twice does twice. */
function interval(minute: number): string {
  return `${minute}-${minute}/1`;
}

const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1 };

function parseDuration(text: string): number {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) throw new CronFault(`@every: "${text}" is not a duration such as 1h30m`);
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  const seconds = Math.floor(parts.reduce((sum, [, number = '', unit = '']) => sum + Number(number) * (unitSeconds[unit] ?? 0), 0));
  if (seconds < 1) throw new CronFault(`@every: "${text}" is less than a second`);
  return seconds;
}
