import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { expectGolden } from './golden.ts';
import { normalise } from './normalise.ts';

const before = { ...process.env };
let dispatch: (argv: readonly string[]) => Promise<void>;
let ids: string[];

beforeAll(async () => {
  // oclif asks for both when it is loaded.
  Object.assign(process.env, { OCLIF_COLUMNS: '80', NO_COLOR: '1' });
  ({ dispatch } = await import('../../../plugin/dispatch.ts'));
  const { commands, topics } = await import('../../../plugin/commands/index.ts');
  ids = ['', ...Object.keys(topics), ...Object.keys(commands)];
  process.env = before;
});

async function helpOf(id: string): Promise<string> {
  const words = [...id.split(':').filter((word) => word !== ''), '--help'];
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await dispatch(words);
    const said = log.mock.calls.map((call) => call.join(' ')).join('\n');
    return [`$ kubectl k6 ${words.join(' ')}`, normalise(said, {}).trimEnd()].join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('--help', () => {
  it('is as in help.txt for the program, each topic and each command', async () => {
    const entries: string[] = [];
    for (const id of ids) entries.push(await helpOf(id));
    expectGolden('help', entries);
  });

  it('has no line that is longer than 100 characters', async () => {
    const lines: string[] = [];
    for (const id of ids) lines.push(...(await helpOf(id)).split('\n'));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});
