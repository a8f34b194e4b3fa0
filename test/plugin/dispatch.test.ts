import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { commands, topics } from '../../plugin/commands/index.ts';
import { dispatch } from '../../plugin/dispatch.ts';

let written = '';

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  // oclif's help goes through the console.
  jest.spyOn(console, 'log').mockImplementation((...words: unknown[]) => {
    written += `${words.map(String).join(' ')}\n`;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('with %j lists every command and topic, without a cluster', async (argv) => {
    await dispatch(argv);
    const wanted = [...Object.keys(commands).filter((id) => !id.includes(':')), ...Object.keys(topics)];
    for (const word of wanted) expect(written).toMatch(new RegExp(`^ +${word} +\\S`, 'm'));
    expect(written).toContain('$ kubectl k6 [COMMAND]');
  });

  it.each(Object.keys(commands))('of %s says "kubectl k6", and has examples', async (id) => {
    const words = id.split(':');
    await dispatch([...words, '--help']);
    expect(written).toContain(`$ kubectl k6 ${words.join(' ')}`);
    expect(written).toMatch(/EXAMPLES\n[^]*\$ kubectl k6 /);
  });

  it.each(Object.keys(topics))('of the topic %s lists its commands', async (topic) => {
    await dispatch([topic]);
    for (const id of Object.keys(commands).filter((one) => one.startsWith(`${topic}:`))) expect(written).toContain(id.replace(':', ' '));
  });
});

describe('dispatch', () => {
  it('offers the command that was probably meant', async () => {
    await expect(dispatch(['stauts'])).rejects.toMatchObject({ exitCode: 2, hint: 'did you mean "kubectl k6 status"?' });
    await expect(dispatch(['rnu', 'test.js'])).rejects.toMatchObject({ message: 'there is no command "kubectl k6 rnu"', hint: 'did you mean "kubectl k6 run"?' });
    await expect(dispatch(['schedule', 'creat'])).rejects.toMatchObject({ exitCode: 2, hint: 'did you mean "kubectl k6 schedule create"?' });
    await expect(dispatch(['zzzzzz'])).rejects.toMatchObject({ exitCode: 2, hint: expect.stringContaining('--help') });
    await expect(dispatch(['-v'])).rejects.toMatchObject({ exitCode: 2, message: '"kubectl k6 -v" names no command' });
    await expect(dispatch(['constructor'])).rejects.toMatchObject({ exitCode: 2 });
  });

  it.each([[['status', '--nonsense']], [['list', 'too-much']], [['stop']], [['status', '--timeout']], [['-n', 'a', 'list', '-o']]])('refuses %j as wrong usage', async (argv) => {
    await expect(dispatch(argv)).rejects.toMatchObject({ oclif: expect.anything() });
  });
});
