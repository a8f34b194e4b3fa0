import { describe, expect, it } from '@jest/globals';
import { commands } from '../../../plugin/commands/index.ts';
import { flagValue, offerFor } from '../../../plugin/complete/words.ts';

const ids = Object.keys(commands);

describe('offerFor', () => {
  it.each([
    [[''], { of: 'commands', after: [] }],
    [['st'], { of: 'commands', after: [] }],
    [['schedule', ''], { of: 'commands', after: ['schedule'] }],
    [['status', ''], { of: 'runs' }],
    [['summary', ''], { of: 'runs' }],
    [['status', '-n', 'load', 'my'], { of: 'runs' }],
    [['-n', 'load', 'logs', ''], { of: 'runs' }],
    [['report', ''], { of: 'runs' }],
    [['report', 'my-run', '--file', 'o'], { of: 'files' }],
    [['schedule', 'trigger', ''], { of: 'schedules' }],
    [['status', '--'], { of: 'flags', command: 'status' }],
    [['schedule', 'create', '--n'], { of: 'flags', command: 'schedule:create' }],
    [['status', '-n', ''], { of: 'namespaces' }],
    [['status', '--namespace=lo'], { of: 'namespaces' }],
    [['list', '--context', 'x'], { of: 'contexts' }],
    [['status', '-o', ''], { of: 'values', values: expect.arrayContaining(['json', 'jsonpath=']) }],
    [['run', 'te'], { of: 'files' }],
    [['validate', ''], { of: 'files' }],
    [['status', '--kubeconfig', ''], { of: 'files' }],
    [['status', '--timeout', ''], { of: 'nothing' }],
    [['list', ''], { of: 'nothing' }],
    [['nonsense', ''], { of: 'nothing' }],
  ])('for %j is %j', (words, offer) => {
    expect(offerFor(words, ids)).toEqual(offer);
  });
});

describe('flagValue', () => {
  it.each([[['-n', 'a']], [['-na']], [['-n=a']], [['--namespace', 'a']], [['--namespace=a']]])('reads %j', (words) => {
    expect(flagValue(words, '--namespace', '-n')).toBe('a');
  });

  it('is undefined where the flag is not', () => {
    expect(flagValue(['status', '--no-headers'], '--namespace', '-n')).toBeUndefined();
  });
});
