import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commonFolder, layOut, type Layout } from '../../../plugin/script/layout.ts';
import { validateRun } from '../../../api/validation/index.ts';

function lay(files: Record<string, string | Buffer>, entry: string): Layout {
  return layOut(Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })), entry, 'x-script');
}

/** What the kubelet would make of it: each path with its bytes. */
function mounted({ data: { data, binaryData }, script, volumes }: Layout): Record<string, string> {
  const contents = { ...Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text)])), ...Object.fromEntries(Object.entries(binaryData).map(([key, text]) => [key, Buffer.from(text, 'base64')])) };
  const items = volumes[0]?.configMap?.items ?? Object.keys(contents).map((key) => ({ key, path: key }));
  expect(script.configMap?.name ?? volumes[0]?.configMap?.name).toBe('x-script');
  return Object.fromEntries(items.map(({ key, path }) => [`/test/${path}`, (contents[key] ?? Buffer.from('no such key')).toString('latin1')]));
}

describe('the layout of a script\'s files', () => {
  it('is a ConfigMap as made by hand where all files are in one folder', () => {
    expect(lay({ '/w/test.js': 'a', '/w/users.json': 'b' }, '/w/test.js')).toEqual({
      name: 'x-script',
      data: { data: { 'test.js': 'a', 'users.json': 'b' }, binaryData: {} },
      script: { configMap: { name: 'x-script', file: 'test.js' } },
      volumes: [], volumeMounts: [],
    });
  });

  it('keeps folders by mounting each key at its path', () => {
    const layout = lay({ '/w/tests/test.js': 'a', '/w/tests/lib/a.js': 'b', '/w/shared/c.js': 'c' }, '/w/tests/test.js');
    expect(layout.script).toEqual({ localFile: '/test/tests/test.js' });
    expect(mounted(layout)).toEqual({ '/test/tests/test.js': 'a', '/test/tests/lib/a.js': 'b', '/test/shared/c.js': 'c' });
    expect(Object.keys(layout.data.data)).toEqual(['tests_test.js', 'tests_lib_a.js', 'shared_c.js']);
    expect(layout.volumeMounts).toEqual([{ name: layout.volumes[0]?.name, mountPath: '/test', readOnly: true }]);
  });

  it('does the same for names that no key may have', () => {
    const layout = lay({ '/w/test.js': 'a', '/w/my users.csv': 'b', '/w/..odd': 'c' }, '/w/test.js');
    expect(Object.keys(layout.data.data)).toEqual(['test.js', 'my_users.csv', '_odd']);
    expect(mounted(layout)).toMatchObject({ '/test/my users.csv': 'b' });
  });

  it('keeps files apart whose keys would be the same', () => {
    const layout = lay({ '/w/test.js': '0', '/w/a/b.js': '1', '/w/a_b.js': '2', '/w/a b.js': '3' }, '/w/test.js');
    expect(Object.keys(layout.data.data)).toEqual(['test.js', 'a_b.js', 'a_b-2.js', 'a_b-3.js']);
    expect(mounted(layout)).toMatchObject({ '/test/a/b.js': '1', '/test/a_b.js': '2', '/test/a b.js': '3' });
  });

  it('stores files with the same bytes once', () => {
    const layout = lay({ '/w/test.js': '0', '/w/a/x.js': 'same', '/w/b/x.js': 'same' }, '/w/test.js');
    expect(Object.keys(layout.data.data)).toHaveLength(2);
    expect(mounted(layout)).toMatchObject({ '/test/a/x.js': 'same', '/test/b/x.js': 'same' });
  });

  it('stores what is no text byte for byte', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x80]);
    const layout = lay({ '/w/test.js': 'ö', '/w/a.bin': bytes, '/w/nul.txt': 'a\0b' }, '/w/test.js');
    expect(layout.data.data).toEqual({ 'test.js': 'ö' });
    expect(layout.data.binaryData).toEqual({ 'a.bin': bytes.toString('base64'), 'nul.txt': Buffer.from('a\0b').toString('base64') });
  });

  it('gives each path its own bytes, under legal keys, whatever the names', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9ä _.-]{1,6}$/).filter((text) => !text.startsWith('..') && text !== '.' && text.trim() === text);
    const files = fc.dictionary(fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `/w/d/${parts.join('/')}`), fc.string(), { minKeys: 1, maxKeys: 8 });
    fc.assert(fc.property(files, (given) => {
      const [entry = ''] = Object.keys(given);
      const layout = lay(given, entry);
      const root = commonFolder(Object.keys(given).map((path) => path.slice(0, path.lastIndexOf('/'))));
      const expected = Object.entries(given).map(([path, content]) => [`/test${path.slice(root.length)}`, Buffer.from(content).toString('latin1')] as const);
      expect(mounted(layout)).toEqual(Object.fromEntries(expected));
      const run = { metadata: { name: 'x' }, spec: { script: layout.script, runner: { volumes: layout.volumes, volumeMounts: layout.volumeMounts } } };
      expect(validateRun(run, { maxParallelism: 1 })).toEqual([]);
    }));
  });

  it.each([
    [['/a/b'], '/a/b'], [['/a/b', '/a/c'], '/a'], [['/a/b', '/a/bc'], '/a'], [['/a', '/a/b/c'], '/a'], [['/a', '/b'], '/'], [['/', '/b'], '/'],
  ])('has %j in %s', (folders, common) => {
    expect(commonFolder(folders)).toBe(common);
  });
});
