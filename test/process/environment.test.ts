import { describe, expect, it } from '@jest/globals';
import { list, logLevel, positive, required, seconds } from '../../process/environment.ts';

describe('a variable of the environment', () => {
  it('is named, with what it is for, where it must be set and is not', () => {
    expect(required({ A: 'b' }, 'A', 'the thing')).toBe('b');
    for (const env of [{}, { A: '' }]) expect(() => required(env, 'A', 'the thing')).toThrow('A is not set: it names the thing');
  });

  it('is a whole number from 1 up, and no more than it may be', () => {
    expect([positive({ A: '7' }, 'A', 1), positive({ A: '' }, 'A', 3), positive({ A: '65535' }, 'A', 1, 65535)]).toEqual([7, 3, 65535]);
    for (const text of ['0', '-1', '1.5', 'x', ' ', 'Infinity']) expect(() => positive({ A: text }, 'A', 1)).toThrow(`A is "${text}"; it must be a whole number from 1 up`);
    expect(() => positive({ A: '65536' }, 'A', 1, 65535)).toThrow('A is "65536"; it must be a whole number from 1 to 65535');
  });

  it('is a time in seconds, with decimals where they are wanted', () => {
    expect([seconds({ A: '0.25' }, 'A', 1), seconds({ A: '0' }, 'A', 1), seconds({}, 'A', 9)]).toEqual([0.25, 0, 9]);
    for (const text of ['-1', 'x', '5s', 'Infinity', 'NaN']) expect(() => seconds({ A: text }, 'A', 1)).toThrow(`A is "${text}"; it must be a number of seconds from 0 up`);
    expect(() => seconds({ A: '0' }, 'A', 1, 1)).toThrow('from 1 up');
  });

  it('is a list with commas between', () => {
    expect([list('a, b,,'), list(''), list(undefined)]).toEqual([['a', 'b'], [], []]);
  });

  it('is a level that the logger knows', () => {
    expect([logLevel({}), logLevel({ LOG_LEVEL: 'debug' })]).toEqual(['info', 'debug']);
    expect(() => logLevel({ LOG_LEVEL: 'verbose' })).toThrow('LOG_LEVEL is "verbose"; it must be one of trace, debug, info, warn, error, fatal, silent');
  });
});
