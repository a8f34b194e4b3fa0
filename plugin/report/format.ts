import type { Contains, MetricType } from '../../api/summary/merged.ts';

/** How a number is to be read. `share` is of 1, `time` in milliseconds, `data` in bytes, `speed` in bytes a second, `rate` in pieces a second. */
export type Unit = 'number' | 'share' | 'time' | 'data' | 'speed' | 'rate';

const timeSteps = [[1000, 's'], [1, 'ms'], [0.001, 'µs']] as const;
const dataSteps = [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']] as const;

/** So many digits that say something, with a narrow space between thousands. */
function digits(value: number, significant: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 0.01) return String(Number(value.toPrecision(2)));
  const before = size < 10 ? 1 : Math.floor(Math.log10(size)) + 1;
  const decimals = Number.isInteger(value) ? 0 : Math.max(0, significant - before);
  const [whole = '', part] = value.toFixed(decimals).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function stepped(value: number, steps: readonly (readonly [number, string])[], significant: number): string {
  const shown = Number(value.toPrecision(significant));
  // Nothing is nothing of the unit that the number is given in.
  const least = shown === 0 ? 1 : Math.abs(shown);
  const [size, unit] = steps.find(([step]) => least >= step) ?? steps.at(-1) ?? [1, ''];
  return `${digits(shown / size, significant)}\u00a0${unit}`;
}

/** A percentage; what is not quite none or all does not look so. */
function percentage(value: number): string {
  if (value > 0 && value < 0.0001) return '<\u202f0.01\u00a0%';
  if (value < 1 && value > 0.9999) return '>\u202f99.99\u00a0%';
  return `${Number((value * 100).toFixed(2))}\u00a0%`;
}

const writers: Record<Unit, (value: number) => string> = {
  share: percentage,
  time: (value) => (value >= 120_000 ? duration(value) : stepped(value, timeSteps, 4)),
  data: (value) => stepped(value, dataSteps, 3),
  speed: (value) => `${stepped(value, dataSteps, 3)}/s`,
  rate: (value) => `${digits(value, 4)}/s`,
  number: (value) => digits(value, 4),
};

/** A number for people; a dash for what is not known. */
export function shownValue(value: number | undefined | null, unit: Unit): string {
  return value === undefined || value === null || !Number.isFinite(value) ? '–' : writers[unit](value);
}

/** The unit of a metric's own values. */
export function unitOf(type: MetricType, contains: Contains): Unit {
  if (type === 'rate') return 'share';
  return contains === 'time' ? 'time' : contains === 'data' ? 'data' : 'number';
}

/** `1:05`, `1:02:03`: seconds since the start. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `1 h 2 min 3 s`, of milliseconds; below ten seconds with their tenths. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))}\u00a0s`;
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / 3600), 'h'], [Math.floor(whole / 60) % 60, 'min'], [whole % 60, 's']] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}\u00a0${unit}`).join(' ');
}
