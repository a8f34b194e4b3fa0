import { describe, expect, it } from '@jest/globals';
import { archiveArguments, ArgumentError, splitArguments } from '../../../api/arguments/index.ts';

const archive = (line: string): string => archiveArguments(splitArguments(line)).join(' ');

describe('archiveArguments', () => {
  it.each([
    ['', ''],
    ['-u 10 -d 5', '-u 10 -d 5'],
    ['--vus=10 --duration=5s', '--vus=10 --duration=5s'],
    ['-u10 -d=5s', '-u10 -d=5s'],
    ['-e A=1 --env B=2 --tag a=b', '-e A=1 --env B=2 --tag a=b'],
    ['--tag cloud', '--tag cloud'],
    ['--no-setup --no-thresholds', '--no-setup --no-thresholds'],
    ['-s 10s:100 --stage 1m:0', '-s 10s:100 --stage 1m:0'],
    ['--some-extension value --other', '--some-extension value --other'],
    ['-e A=$(A) -e B=$$5', '-e A=$(A) -e B=$$5'],
  ])('keeps %j', (line, kept) => {
    expect(archive(line)).toBe(kept);
  });

  it.each([
    ['-o json -o csv', ''],
    ['--vus 10 -o json', '--vus 10'],
    ['--out cloud --vus 10', '--vus 10'],
    ['-o cloud', ''],
    ['--out=json=/tmp/out.json --vus 10', '--vus 10'],
    ['-o=x --vus 10', '--vus 10'],
    ['-ojson --vus 10', '--vus 10'],
    ['--vus 10 --linger', '--vus 10'],
    ['-l --vus 10', '--vus 10'],
    ['-lu 10', '-u 10'],
    ['--no-usage-report --vus 10', '--vus 10'],
    ['--verbose --vus 10', '--vus 10'],
    ['-v --vus 10', '--vus 10'],
    ['--log-output=loki=http://loki:3100/loki/api/v1/push,label.a=b --vus 10', '--vus 10'],
    ['--log-output none --vus 10', '--vus 10'],
    ['--block-hostnames "*.example.com" --vus 10', '--vus 10'],
    ['--block-hostnames="a,b" --vus 10', '--vus 10'],
    ['--blacklist-ip 10.0.0.0/8 --vus 10', '--vus 10'],
    ['--blacklist-ip=10.0.0.0/8', ''],
    ['--user-agent "load test" --vus 10', '--vus 10'],
    ['--user-agent="load test"', ''],
    ['--http-debug --out json', '--http-debug'],
  ])('drops from %j what makes no archive', (line, kept) => {
    expect(archive(line)).toBe(kept);
  });

  it('keeps an empty word that is a flag\'s value', () => {
    expect(archiveArguments(['--tag', '', '--vus', '1'])).toEqual(['--tag', '', '--vus', '1']);
  });

  it.each([
    [['script.js', '--vus', '10']],
    [['this', 'argument-is-invalid']],
    [['--vus', '10', '']],
    [['']],
    [['--log-output=loki=http://loki:3100,', 'label.a=b']],
    [['--vus']],
  ])('refuses %j', (argv) => {
    expect(() => archiveArguments(argv)).toThrow(ArgumentError);
  });
});
