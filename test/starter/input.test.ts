import { describe, expect, it } from '@jest/globals';
import { InvalidInput, parseInput } from '../../starter/input.ts';

const env = { K6_TARGETS: '1=10.244.0.5 2=fd00::6', K6_TIMEOUT_SECONDS: '600' };

describe('the input of the starter', () => {
  it('is the action, the targets, a port that defaults to 6565, and a deadline', () => {
    expect(parseInput('start', env)).toEqual({
      action: 'start',
      targets: [{ runner: 1, ip: '10.244.0.5' }, { runner: 2, ip: 'fd00::6' }],
      port: 6565,
      timeoutMilliseconds: 600_000,
      setupOnce: false,
    });
    expect(parseInput('start', { ...env, K6_SETUP: 'once' })).toMatchObject({ setupOnce: true });
    expect(parseInput('stop', { ...env, K6_PORT: '6600' })).toMatchObject({ action: 'stop', port: 6600 });
  });

  it.each([
    ['no action', undefined, env, 'the first argument'],
    ['another action', 'restart', env, 'restart'],
    ['no targets', 'start', { ...env, K6_TARGETS: ' ' }, 'K6_TARGETS is empty'],
    ['a host name', 'start', { ...env, K6_TARGETS: '1=runner' }, '1=runner'],
    ['an index 0', 'start', { ...env, K6_TARGETS: '0=10.0.0.1' }, '0=10.0.0.1'],
    ['no index', 'start', { ...env, K6_TARGETS: '=10.0.0.1' }, '=10.0.0.1'],
    ['a runner twice', 'start', { ...env, K6_TARGETS: '1=10.0.0.1 1=10.0.0.2' }, 'runner 1 twice'],
    ['an address twice', 'start', { ...env, K6_TARGETS: '1=10.0.0.1 2=10.0.0.1' }, 'the same address 10.0.0.1'],
    ['a port out of range', 'start', { ...env, K6_PORT: '70000' }, 'K6_PORT'],
    ['no deadline', 'start', { ...env, K6_TIMEOUT_SECONDS: undefined }, 'K6_TIMEOUT_SECONDS'],
    ['another setup', 'start', { ...env, K6_SETUP: 'twice' }, 'K6_SETUP'],
    ['a setup without runner 1', 'start', { ...env, K6_TARGETS: '2=10.0.0.1', K6_SETUP: 'once' }, 'no runner 1'],
    ['two runners for a teardown', 'teardown', env, 'one runner alone'],
    ['a deadline of zero', 'start', { ...env, K6_TIMEOUT_SECONDS: '0' }, 'K6_TIMEOUT_SECONDS'],
  ])('is refused with %s', (_, action, environment, message) => {
    expect(() => parseInput(action, environment)).toThrow(InvalidInput);
    expect(() => parseInput(action, environment)).toThrow(message);
  });

  it('takes 1000 runners', () => {
    const targets = Array.from({ length: 1000 }, (_, index) => `${index + 1}=10.1.${index >> 8}.${index & 255}`).join(' ');
    expect(parseInput('start', { ...env, K6_TARGETS: targets }).targets).toHaveLength(1000);
  });
});
