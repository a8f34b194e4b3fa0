import { describe, expect, it } from '@jest/globals';
import { Failure } from '../../../plugin/errors/failure.ts';
import { reportStyle, reportText } from '../../../plugin/errors/report.ts';

const failure = new Failure('there is no run "a"', { exitCode: 3, hint: 'did you mean b?', cause: new Error('404') });

describe('reportText', () => {
  it('is one line, and one for what to do, without a stack', () => {
    expect(reportText(failure, { json: false, stack: false })).toBe('error: there is no run "a"\ndid you mean b?');
  });

  it('has the stack of what went wrong where it is asked for', () => {
    expect(reportText(failure, { json: false, stack: true })).toContain('Error: 404\n    at ');
  });

  it('is one JSON object with -o json', () => {
    expect(JSON.parse(reportText(failure, { json: true, stack: false }))).toEqual({ error: { message: failure.message, hint: failure.hint, exitCode: 3 } });
  });
});

describe('reportStyle', () => {
  it.each([['-o json'], ['-ojson'], ['-o=json'], ['--output json'], ['--output=json']])('knows that %s wants JSON', (words) => {
    expect(reportStyle(['status', 'a', ...words.split(' ')]).json).toBe(true);
  });

  it.each([['-o yaml'], ['json'], ['-- -o json'], ['']])('knows that "%s" does not', (words) => {
    expect(reportStyle(['status', ...words.split(' ')]).json).toBe(false);
  });

  it.each([['-v 1', true], ['-v=6', true], ['-v6', true], ['--v=2', true], ['--v 1', true], ['-v 0', false], ['--version', false], ['a', false]])('with %s shows stacks: %s', (words, stack) => {
    expect(reportStyle(words.split(' ')).stack).toBe(stack);
  });
});
