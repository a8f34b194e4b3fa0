import { describe, expect, it } from '@jest/globals';
import { argumentFaults, runArguments } from '../../../api/arguments/index.ts';

describe('runArguments', () => {
  it.each([
    ['takes the words of arguments', { arguments: '--vus 10 -d 5m' }, ['--vus', '10', '-d', '5m']],
    ['has none where the spec has none', {}, []],
    ['lets args win over arguments', { args: ['--vus', '10'], arguments: '--vus 99' }, ['--vus', '10']],
    ['falls back to arguments where args is empty', { args: [], arguments: '--vus 99' }, ['--vus', '99']],
    ['trims white space and line ends', { arguments: '\n  --vus 10  \n' }, ['--vus', '10']],
    ['has none where arguments is blank', { arguments: ' \n ' }, []],
    ['passes args on word for word, empty and quoted ones too', { args: ['--tag', '', '-e', 'A="b c"', ' '] }, ['--tag', '', '-e', 'A="b c"', ' ']],
    ['leaves references to variables to the kubelet', { args: ['-e', 'A=$(A)', '$$'], arguments: '' }, ['-e', 'A=$(A)', '$$']],
  ])('%s', (_, spec, argv) => {
    expect(runArguments(spec)).toEqual(argv);
  });

  it('gives args away as a copy', () => {
    const args = ['--vus'];
    runArguments({ args }).push('10');
    expect(args).toEqual(['--vus']);
  });
});

describe('argumentFaults', () => {
  it('names every stray word and every flag without its value', () => {
    expect(argumentFaults(['this', '--vus', '10', 'argument-is-invalid', '--verbose', 'true', '--tag']).map(({ position }) => position)).toEqual([0, 3, 5, 6]);
  });

  it.each([[['--', '-u']], [['-']], [['']]])('finds a stray word in %j', (argv) => {
    expect(argumentFaults(argv)).not.toEqual([]);
  });

  it.each([
    [['--vus', '-1']], [['--http-debug', '--vus', '1']], [['--some-extension', 'value', '--other']], [['-qv']], [['-qu', '10']], [['-u10', '-u=10']],
  ])('finds nothing wrong with %j', (argv) => {
    expect(argumentFaults(argv)).toEqual([]);
  });
});
