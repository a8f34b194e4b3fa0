import { describe, expect, it } from '@jest/globals';
import { conflictingFlags, findOutputs, findRps, findVus, hasFlag, isSwitchedOn } from '../../../api/arguments/index.ts';

describe('conflictingFlags', () => {
  it.each([
    [['--address=0.0.0.0:80'], ['--address']],
    [['--address', 'localhost:6565'], ['--address']],
    [['-a', ':80'], ['--address']],
    [['-a:80'], ['--address']],
    [['--paused'], ['--paused']],
    [['-p'], ['--paused']],
    [['-qp'], ['--paused']],
    [['--execution-segment', '0:1/2'], ['--execution-segment']],
    [['--execution-segment-sequence=0,1/2,1'], ['--execution-segment-sequence']],
    [['--linger'], ['--linger']],
    [['-l', '--vus', '10', '-l', '-p'], ['--linger', '--paused']],
  ])('finds in %j what fights the operator, and says what to write instead', (argv, flags) => {
    const found = conflictingFlags(argv);
    expect(found.map(({ flag }) => flag)).toEqual(flags);
    for (const { instead } of found) expect(instead).toMatch(/set spec\.|leave it out/);
  });

  it.each([[['--tag', '--linger']], [['-e', '-p']], [['--vus', '10', '-q']], [[]]])('finds none in %j', (argv) => {
    expect(conflictingFlags(argv)).toEqual([]);
  });
});

describe('what the arguments ask for', () => {
  it.each([
    [['--vus', '10'], 10], [['--vus=10'], 10], [['-u', '10'], 10], [['-u10'], 10], [['-u=10'], 10], [['--vus', '10', '-u', '3'], 3],
    [['--vus', '$(VUS)'], undefined], [['--tag', '--vus=10'], undefined], [['--vus'], undefined], [[], undefined],
  ])('is in %j %p VUs', (argv, vus) => {
    expect(findVus(argv)).toBe(vus);
  });

  it('is its outputs, in all four spellings', () => {
    expect(findOutputs(['--out', 'json=a', '--out=csv=b', '-o', 'c', '-od', '-o=e', '--tag', 'out=f'])).toEqual(['json=a', 'csv=b', 'c', 'd', 'e']);
  });

  it('is a switch unless the last word on it takes it back', () => {
    expect(isSwitchedOn(['--no-setup'], 'no-setup')).toBe(true);
    expect(isSwitchedOn(['--no-setup=false', '--no-setup=true'], 'no-setup')).toBe(true);
    expect(isSwitchedOn(['--no-setup', '--no-setup=False'], 'no-setup')).toBe(false);
    expect(isSwitchedOn(['--env', '--no-setup'], 'no-setup')).toBe(false);
  });

  it('is its limit of requests', () => {
    expect(findRps(['--rps', '100'])).toBe(100);
    expect(findRps(['--vus', '100'])).toBeUndefined();
  });

  it('is a flag only where it is no other flag\'s value', () => {
    expect(hasFlag(['--no-thresholds'], 'no-thresholds')).toBe(true);
    expect(hasFlag(['--tag', '--no-thresholds'], 'no-thresholds')).toBe(false);
  });
});
