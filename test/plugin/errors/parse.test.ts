import { describe, expect, it } from '@jest/globals';
import { dispatch } from '../../../plugin/dispatch.ts';
import { explain } from '../../../plugin/errors/explain.ts';

/** What the user is told of `kubectl k6 …argv`, as the real parser refuses it. */
async function told(...argv: string[]): Promise<string> {
  const { message, hint } = await dispatch(argv).then(() => ({ message: 'nothing', hint: '' }), explain);
  return `${message} / ${hint ?? ''}`;
}

describe('explainParse', () => {
  it.each([
    [['list', '--runing'], 'there is no flag --runing / did you mean --running?'],
    [['list', '--zzz'], 'there is no flag --zzz / add --help to see how it is used'],
    [['list', '--running', '--finished'], '--finished and --running exclude each other / add --help to see how it is used'],
    [['list', 'a', 'b'], 'there is no place for the arguments a, b / add --help to see how it is used'],
    [['run', 'a.js', '--parallelism', '0'], '--parallelism: expected an integer greater than or equal to 1 but received: 0 / add --help to see how it is used'],
    [['logs', 'a', '--level', 'loud'], '--level: "loud" is none of trace, debug, info, warning, error, fatal, panic / add --help to see how it is used'],
    [['status', '--timeout'], '--timeout needs a value / add --help to see how it is used'],
    [['schedule', 'create', 'a', 'a.js'], '--cron is missing / add --help to see how it is used'],
    [['stop'], 'NAME is missing / add --help to see how it is used'],
  ])('says of %j: %s', async (argv, words) => {
    expect(await told(...argv)).toBe(words);
  });
});
