/** Environment variables, as a process is given them. An empty one counts as not set, since charts leave values empty. */
export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * @param meaning what the variable is for, as the end of a sentence
 * @throws Error that names the variable where it is not set
 */
export function required(env: Environment, name: string, meaning: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: it names ${meaning}`);
  return value;
}

/** @throws Error that names the variable whose value is no whole number from 1 to `most` */
export function positive(env: Environment, name: string, otherwise: number, most = Infinity): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  const range = most === Infinity ? 'from 1 up' : `from 1 to ${most}`;
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`${name} is "${text}"; it must be a whole number ${range}`);
  return value;
}

/**
 * A time in seconds; decimals are allowed.
 * @throws Error that names the variable whose value is no number, or less than `least`
 */
export function seconds(env: Environment, name: string, otherwise: number, least = 0): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw new Error(`${name} is "${text}"; it must be a number of seconds from ${least} up`);
  return value;
}

/** A list with commas between; blanks around the items are dropped, and empty items with them. */
export function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** @throws Error where LOG_LEVEL is no level of the logger */
export function logLevel(env: Environment): string {
  const level = env['LOG_LEVEL'] || 'info';
  if (!logLevels.includes(level)) throw new Error(`LOG_LEVEL is "${level}"; it must be one of ${logLevels.join(', ')}`);
  return level;
}
