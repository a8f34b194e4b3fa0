import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArgumentError, splitArguments } from '../../../api/arguments/index.ts';

describe('splitArguments', () => {
  it.each([
    ['--vus 10 --duration 5m', ['--vus', '10', '--duration', '5m']],
    ['  --vus   10\n\t-d 5 \n', ['--vus', '10', '-d', '5']],
    ['--tag "team=load test"', ['--tag', 'team=load test']],
    ['--tag \'team=load test\'', ['--tag', 'team=load test']],
    ['--env=GREETING="hello world"', ['--env=GREETING=hello world']],
    ['-e A=a\\ b', ['-e', 'A=a b']],
    ['-e \'A=a\\b\'', ['-e', 'A=a\\b']],
    ['-e "A=\\"\\\\\\$\\`\\n"', ['-e', 'A="\\$`\\n']],
    ['-e A=it"\'"s', ['-e', 'A=it\'s']],
    ['--user-agent ""', ['--user-agent', '']],
    ['--vus 10 \\\n  --duration 5m', ['--vus', '10', '--duration', '5m']],
    ['--out "json=\\\nfile"', ['--out', 'json=file']],
    ['-e URL=$(URL) -e PRICE=$$5 -e HOME=$HOME *', ['-e', 'URL=$(URL)', '-e', 'PRICE=$$5', '-e', 'HOME=$HOME', '*']],
    ['-e MOTTO=überall😀', ['-e', 'MOTTO=überall😀']],
    ['', []],
    [' \n', []],
  ])('splits %j as a shell does', (line, words) => {
    expect(splitArguments(line)).toEqual(words);
  });

  it.each([
    ['--tag "team=load', 6],
    ['--tag \'team', 6],
    ['-e A=1 it\'s', 9],
    ['--tag a\\', 7],
  ])('names the place where %j stays open', (line, position) => {
    const failure = attempt(line);
    expect(failure).toBeInstanceOf(ArgumentError);
    expect(failure).toMatchObject({ position, message: expect.stringContaining(`character ${position + 1}`) as unknown });
  });

  it('gives back every list of words that was quoted', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      expect(splitArguments(words.map(singleQuoted).join(' '))).toEqual(words);
      expect(splitArguments(words.map(doubleQuoted).join('\n'))).toEqual(words);
    }));
  });

  it('splits any text or names a place inside of it', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', '\'', '\\', '\n', '$', '-') }), (line) => {
      const outcome = attempt(line);
      if (outcome instanceof ArgumentError) expect(line[outcome.position]).toMatch(/["'\\]/);
      else expect(Array.isArray(outcome)).toBe(true);
    }));
  });
});

function attempt(line: string): unknown {
  try {
    return splitArguments(line);
  } catch (error) {
    return error;
  }
}

function singleQuoted(word: string): string {
  return `'${word.replaceAll('\'', '\'\\\'\'')}'`;
}

function doubleQuoted(word: string): string {
  return `"${word.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
