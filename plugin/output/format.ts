import { Flags } from '@oclif/core';
import { exitCodes, Failure } from '../errors/failure.ts';

/** What -o asks for. */
export type Format =
  | { kind: 'table' | 'wide' }
  | { kind: 'json' | 'yaml' | 'name' }
  | { kind: 'jsonpath'; template: string }
  | { kind: 'custom-columns'; columns: Column[] };

export interface Column {
  header: string;
  /** A path such as `.metadata.name`, braces or not. */
  path: string;
}

const plain = ['wide', 'json', 'yaml', 'name'] as const;

/** The flag -o of commands that show objects. */
export const outputFlag = Flags.string({
  char: 'o', helpValue: 'FORMAT', description: 'json, yaml, wide, name, jsonpath=TEMPLATE or custom-columns=HEADER:PATH,…',
});

/**
 * Reads the value of -o.
 * @throws Failure (usage) for a format that there is not
 */
export function parseFormat(text: string | undefined): Format {
  if (text === undefined || text === '') return { kind: 'table' };
  const known = plain.find((kind) => kind === text);
  if (known !== undefined) return { kind: known };
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=');
  if (name === 'jsonpath' && value !== '') return { kind: 'jsonpath', template: value };
  if (name === 'custom-columns' && value !== '') return { kind: 'custom-columns', columns: parseColumns(value) };
  throw new Failure(`-o ${text}: there is no such format`, {
    exitCode: exitCodes.usage, hint: `there are ${plain.join(', ')}, jsonpath=TEMPLATE and custom-columns=HEADER:PATH,…`,
  });
}

function parseColumns(text: string): Column[] {
  return text.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 1 || colon === part.length - 1) {
      throw new Failure(`-o custom-columns: "${part}" is not HEADER:PATH`, { exitCode: exitCodes.usage, hint: 'write it as in custom-columns=NAME:.metadata.name,STAGE:.status.stage' });
    }
    return { header: part.slice(0, colon), path: part.slice(colon + 1) };
  });
}
