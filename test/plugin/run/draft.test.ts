import { describe, expect, it } from '@jest/globals';
import { draftOf, extraWords, scriptConfigMap, type RunChanges } from '../../../plugin/run/draft.ts';
import { literal, parseEnvironment, withVariables } from '../../../plugin/run/environment.ts';
import { generated, nameFor } from '../../../plugin/run/names.ts';
import { splitAtDashes } from '../../../plugin/run/words.ts';
import { layOut } from '../../../plugin/script/layout.ts';
import { nameFault } from '../../../api/names.ts';

const none: RunChanges = { variables: {}, words: [] };
const place = { name: 'x', namespace: 'load' };
const flat = layOut([{ path: '/w/test.js', content: Buffer.from('1') }], '/w/test.js', 'x-script');
const deep = layOut([{ path: '/w/test.js', content: Buffer.from('1') }, { path: '/w/lib/a.js', content: Buffer.from('2') }], '/w/test.js', 'x-script');

describe('the run that the flags ask for', () => {
  it('says no more than it was asked for', () => {
    expect(draftOf({ kind: 'K6', spec: {} }, place, flat, none)).toEqual({
      apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: place, spec: { script: { configMap: { name: 'x-script', file: 'test.js' } } },
    });
  });

  it('has the image, the variables and the words', () => {
    const { spec } = draftOf({ kind: 'K6', spec: {} }, place, flat, { parallelism: 3, image: 'k6:1', variables: { A: '1' }, words: ['--vus', '2'], cleanup: 'post' });
    expect(spec).toMatchObject({ parallelism: 3, runner: { image: 'k6:1', env: [{ name: 'A', value: '1' }] }, args: ['--vus', '2'], cleanup: 'post' });
  });

  it('changes a manifest where the flags say so, and nowhere else', () => {
    const base = {
      kind: 'TestRun' as const,
      metadata: { generateName: 'y-', labels: { team: 'a' } },
      spec: {
        parallelism: 2, separate: true, arguments: '--tag "a=b c"', script: { localFile: '/a.js' },
        runner: { image: 'own:1', env: [{ name: 'A', value: 'old' }, { name: 'B', value: 'kept' }], volumes: [{ name: 'v' }], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      },
    };
    const run = draftOf(base, place, deep, { variables: { A: 'new', C: '$(B)' }, words: ['--vus', '1'], parallelism: 5 });
    expect(run).toMatchObject({
      kind: 'TestRun',
      metadata: { ...place, labels: { team: 'a' } },
      spec: {
        parallelism: 5, separate: true, args: ['--tag', 'a=b c', '--vus', '1'], script: { localFile: '/test/test.js' },
        runner: {
          image: 'own:1', env: [{ name: 'A', value: 'new' }, { name: 'B', value: 'kept' }, { name: 'C', value: '$$(B)' }],
          volumes: [{ name: 'v' }, { name: 'k6-script' }], volumeMounts: [{ name: 'v' }, { name: 'k6-script', mountPath: '/test' }],
        },
      },
    });
    expect(run.spec.arguments).toBeUndefined();
    expect(run.metadata.generateName).toBeUndefined();
    expect(base.spec.arguments).toBe('--tag "a=b c"');
  });

  it('has its script in a ConfigMap that can be told from a user\'s own', () => {
    expect(scriptConfigMap(draftOf({ kind: 'K6', spec: {} }, place, flat, none), flat)).toEqual({
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x-script', namespace: 'load', labels: { app: 'k6', k6_cr: 'x', 'k6.io/managed-by': 'kubectl-k6' } }, data: { 'test.js': '1' },
    });
  });

  it('takes arguments from a line, from flags and from behind the dashes', () => {
    expect(extraWords({ args: '--tag "a=b c"', vus: 0, duration: '5m', rest: ['--tag', 'x=$y'] })).toEqual(['--tag', 'a=b c', '--vus', '0', '--duration', '5m', '--tag', 'x=$y']);
    expect(extraWords({ rest: [] })).toEqual([]);
    expect(() => extraWords({ args: '"', rest: [] })).toThrow(/never closed/);
    expect(splitAtDashes(['a', '-e', 'b', '--', '-x', '--', 'y'])).toEqual({ own: ['a', '-e', 'b'], rest: ['-x', '--', 'y'] });
    expect(splitAtDashes(['a'])).toEqual({ own: ['a'], rest: [] });
  });
});

describe('variables', () => {
  it('may have anything as value, or the value that they have here', () => {
    expect(parseEnvironment(['A=1', 'B=', 'C=x=y', 'D'], { D: 'here', A: 'not asked' })).toEqual({ A: '1', B: '', C: 'x=y', D: 'here' });
  });

  it.each(['E', '=x', ''])('are refused as -e "%s"', (text) => {
    expect(() => parseEnvironment([text], {})).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it.each([['$(A)', '$$(A)'], ['a$$b', 'a$$$$b'], ['$HOME', '$HOME'], ['5$', '5$'], ['$x $(y)', '$$x $$(y)']])('reach the script as %s, for which the kubelet needs %s', (value, written) => {
    expect(literal(value)).toBe(written);
  });

  it('replace one that gets its value from elsewhere', () => {
    expect(withVariables([{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }], { A: '1' })).toEqual([{ name: 'A', value: '1' }]);
  });
});

describe('a run\'s name', () => {
  it.each([
    ['/w/checkout.js', 'checkout-bbbbb'], ['/w/shop/test.js', 'shop-bbbbb'], ['/w/Load Test_2.ts', 'load-test-2-bbbbb'],
    ['/w/äöü.js', 'run-bbbbb'], ['/test.js', 'test-bbbbb'], ['/w/-x-.js', 'x-bbbbb'],
  ])('for %s is %s', (path, name) => {
    expect(nameFor(path, 1, () => 0)).toBe(name);
  });

  it.each([1, 10_000_000])('is legal with %d runners however long the script\'s is', (parallelism) => {
    const name = nameFor(`/w/${'long-'.repeat(30)}.js`, parallelism, () => 0.999);
    expect(nameFault(name, parallelism)).toBeUndefined();
    expect(name).toMatch(/long-99999$/);
  });

  it('begins as the manifest says', () => {
    expect(generated('nightly-', 1, () => 0)).toBe('nightly-bbbbb');
  });
});
