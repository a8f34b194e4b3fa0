/** One of the five fields of a cron expression. */
export interface FieldRule {
  name: string;
  min: number;
  max: number;
  /** Names that stand for numbers, the first for `min`. */
  names?: readonly string[];
}

export interface Field {
  /** Ascending, each once. */
  values: number[];
  /** Whether the field leaves the choice to others: `*` or `?`, without a step. */
  star: boolean;
}

/** What is wrong with one field, in words that name it. */
export class CronFault extends Error {
  override readonly name = 'CronFault';
}

/** @throws CronFault */
export function parseField(text: string, rule: FieldRule): Field {
  const parts = text.split(',').map((part) => parseRange(part, rule));
  const values = [...new Set(parts.flatMap((part) => part.values))].sort((left, right) => left - right);
  return { values, star: parts.some(({ star }) => star) };
}

/** `*`, `n`, `a-b`, each with or without a `/step`; `n/step` counts from n to the end, as Kubernetes reads it. */
function parseRange(text: string, rule: FieldRule): Field {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0) throw fault(rule, `"${text}" has more than one "/"`);
  const every = step === undefined ? 1 : parseStep(step, rule);
  const star = range === '*' || range === '?';
  const [first, last] = star ? [rule.min, rule.max] : bounds(range, step !== undefined, rule);
  if (first > last) throw fault(rule, `"${range}" begins after its end`);
  const values = Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every);
  return { values, star: star && every === 1 };
}

function bounds(range: string, open: boolean, rule: FieldRule): [number, number] {
  const [low = '', high, ...more] = range.split('-');
  if (more.length > 0) throw fault(rule, `"${range}" has more than one "-"`);
  const first = parseValue(low, rule);
  if (high !== undefined) return [first, parseValue(high, rule)];
  return [first, open ? rule.max : first];
}

function parseStep(text: string, rule: FieldRule): number {
  if (!/^\d+$/.test(text) || Number(text) === 0) throw fault(rule, `the step "${text}" is not a whole number from 1 up`);
  return Number(text);
}

function parseValue(text: string, rule: FieldRule): number {
  const named = rule.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return rule.min + named;
  if (!/^\d+$/.test(text)) throw fault(rule, text === '' ? 'a number is missing' : `"${text}" is not a number${example(rule)}`);
  const value = Number(text);
  if (value < rule.min || value > rule.max) throw fault(rule, `${text} is not from ${rule.min} to ${rule.max}${sunday(rule, value)}`);
  return value;
}

/** Other dialects have a 7. */
function sunday({ names }: FieldRule, value: number): string {
  return names?.[0] === 'sun' && value === 7 ? '; Sunday is 0' : '';
}

function example({ names }: FieldRule): string {
  return names === undefined ? '' : ` and not one of ${names.map((name) => name.toUpperCase()).join(', ')}`;
}

function fault({ name }: FieldRule, message: string): CronFault {
  return new CronFault(`${name}: ${message}`);
}
