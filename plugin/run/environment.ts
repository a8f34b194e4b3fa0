import type { EnvVar } from '../../api/kubernetes.ts';
import { exitCodes, Failure } from '../errors/failure.ts';

/**
 * The values of `-e KEY=VALUE`; of `-e KEY` the value that the variable has here.
 * @throws Failure (usage) where there is no such variable
 */
export function parseEnvironment(given: readonly string[], here: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(given.map((text) => {
    const equals = text.indexOf('=');
    if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
    const value = here[text];
    if (equals === 0 || text === '') throw new Failure(`-e "${text}" names no variable`, { exitCode: exitCodes.usage, hint: 'write -e KEY=VALUE' });
    if (value === undefined) throw new Failure(`-e ${text}: there is no such variable here`, { exitCode: exitCodes.usage, hint: 'write -e KEY=VALUE' });
    return [text, value];
  }));
}

/** `env` with these variables; one that is there already gets the new value where it stood. */
export function withVariables(env: readonly EnvVar[], variables: Readonly<Record<string, string>>): EnvVar[] {
  const entries = Object.entries(variables).map(([name, value]): EnvVar => ({ name, value: literal(value) }));
  const kept = env.map((variable) => entries.find(({ name }) => name === variable.name) ?? variable);
  return [...kept, ...entries.filter(({ name }) => !env.some((variable) => variable.name === name))];
}

/** A value that the kubelet, which expands `$(NAME)` and makes `$` of `$$`, leaves as it is. */
export function literal(value: string): string {
  return /\$[$(]/u.test(value) ? value.replaceAll('$', '$$$$') : value;
}
