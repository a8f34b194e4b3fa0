import { describe, expect, it } from '@jest/globals';
import { Failure } from '../../../plugin/errors/failure.ts';
import { filterOf, type FilterFlags } from '../../../plugin/logs/filter.ts';
import { formatter, labelOf, labelWidth, type FormatOptions } from '../../../plugin/logs/format.ts';
import { levelOf } from '../../../plugin/logs/k6line.ts';
import { choosePaint, noPaint, paintFor } from '../../../plugin/logs/palette.ts';
import { aSource, at } from './builders.ts';

const options: FormatOptions = { format: 'prefixed', run: 'my-run', timestamps: false, paint: noPaint, width: 3 };
const text = (more: Partial<FormatOptions>, parallelism = 12): string => formatter({ ...options, ...more }, parallelism)({ source: aSource(3), lines: [at(1, 'one'), at(2, '')] });

describe('a line that is shown', () => {
  it('begins with the runner\'s number, as wide as the last one\'s', () => {
    expect(text({})).toBe('#03 one\n#03 \n');
    expect(labelOf({ role: 'runner', runner: 3 }, 100)).toBe('#003');
    expect(labelWidth(['runner', 'starter'], 4)).toBe('starter'.length);
  });

  it('has its time before it when that is wanted', () => {
    expect(text({ timestamps: true })).toBe('#03 2026-01-02T00:00:01.000000000Z one\n#03 2026-01-02T00:00:02.000000000Z \n');
  });

  it('is as it was written with raw', () => {
    expect(text({ format: 'raw' })).toBe('one\n\n');
  });

  it('is one object with all that is known of it with json', () => {
    expect(text({ format: 'json' }).trimEnd().split('\n').map((line) => JSON.parse(line) as object)[0]).toEqual({
      time: '2026-01-02T00:00:01.000000000Z', namespace: 'load', run: 'my-run', role: 'runner', runner: 3, pod: 'my-run-3-abcde', container: 'k6', line: 'one',
    });
  });
});

describe('colours', () => {
  const terminal = { isTTY: true, getColorDepth: () => 8 };
  const colour = (runner: number): string => paintFor(8)({ runner }, '').replace('\u001b[39m', '');

  it('are always the same for one runner, and differ between neighbours', () => {
    expect(colour(3)).toBe(colour(3));
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(colour)).size).toBe(8);
  });

  it.each([
    ['auto', terminal, {}, true], ['auto', { isTTY: false }, {}, false], ['auto', terminal, { NO_COLOR: '1' }, false], ['auto', terminal, { NO_COLOR: '' }, true],
    ['auto', terminal, { TERM: 'dumb' }, false], ['never', terminal, {}, false], ['always', { isTTY: false }, { NO_COLOR: '1' }, true],
  ] as const)('%s on %j with %j: %s', (word, output, env, coloured) => {
    expect(choosePaint(word, output, env)({ runner: 1 }, 'x') !== 'x').toBe(coloured);
  });
});

describe('the level of a line', () => {
  it.each([
    ['time="2026-11-23T21:43:28Z" level=warning msg="w" source=console', 'warning'],
    ['{"level":"error","msg":"level=info","source":"console"}', 'error'],
    ['\u001b[31mERRO\u001b[0m[0001] text', 'error'],
    ['INFO[0000] text', 'info'],
    ['     checks_total: 4', undefined],
    ['my level=error', undefined],
  ])('%j is %s', (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});

const kept = (flags: FilterFlags, ...lines: string[]): string[] => filterOf(flags)(lines.map((line) => at(1, line))).map(({ line }) => line);
const info = 'time="t" level=info msg=Hello';
const error = 'time="t" level=error msg=Bye';

describe('filters', () => {
  it('leave every line when there is none', () => {
    expect(kept({}, info, '')).toEqual([info, '']);
  });

  it('by level leave what is at least so severe, and nothing that has none', () => {
    expect(kept({ level: 'warning' }, info, error, 'summary')).toEqual([error]);
  });

  it('by expression look anywhere in the line, and ignore case when asked', () => {
    expect(kept({ grep: 'hello|nothing' }, info, error)).toEqual([]);
    expect(kept({ grep: '(?i)hello|nothing' }, info, error)).toEqual([info]);
    expect(() => filterOf({ grep: '(' })).toThrow(Failure);
  });

  it('take k6\'s progress reports out, and no line that merely looks a little like one', () => {
    const progress = [
      '', 'running (00m01.0s), 5/7 VUs, 0 complete and 0 interrupted iterations', 'a_long_scenario   [   0% ] 1 VUs    00m01.0s/10m0s  0/3 shared iters',
      'r               • [   0% ] waiting  0.0s           ', 'contacts ✓ [ 100% ] 2 VUs    3.0s/3s        ', 'arr    [  33% ] 2/2 VUs  1.0s/3s         5.00 iters/s',
      'default   [======>----------  50% ] 2 VUs  1.0s/2s',
    ];
    const others = ['', info, 'running late', 'usage [ 33% of all ]', '     ✓ status is 200'];
    expect(kept({ progress: false }, ...progress, ...others)).toEqual(others);
  });
});
