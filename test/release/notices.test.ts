import { describe, expect, it } from '@jest/globals';
import { notices, packageFolders, type Bundled } from '../../release/notices.ts';

const one: Bundled = { name: 'one', version: '1.0.0', licence: 'MIT', texts: ['The text of one\r\n'] };

describe('packageFolders', () => {
  it('finds the package of each file, nested and scoped ones and those of virtual modules included, each once', () => {
    expect(packageFolders([
      'node_modules/b/index.js', 'node_modules/b/lib/more.js', 'node_modules/@a/core/lib/x.js', 'node_modules/@a/core/node_modules/c/c.js', 'seldom:node_modules/d/d.js',
    ])).toEqual(['node_modules/@a/core', 'node_modules/@a/core/node_modules/c', 'node_modules/b', 'node_modules/d']);
  });

  it('knows own files and virtual modules as nobody else\'s', () => {
    expect(packageFolders(['plugin/main.ts', 'package.json', 'slim:undici'])).toEqual([]);
  });
});

describe('notices', () => {
  it('name each package with its version and licence, once, in order, and give the text', () => {
    const text = notices([one, { ...one }, { ...one, version: '0.9.0' }, { name: 'abc', version: '2.0.0', licence: 'ISC', texts: ['A', 'B'] }]);
    expect(text.split('\n').filter((line) => /^\w+ \d\.\d/.test(line))).toEqual([
      'abc 2.0.0 (ISC)', 'one 0.9.0 (MIT)', 'one 1.0.0 (MIT)', 'abc 2.0.0 (ISC)', 'one 0.9.0 (MIT)', 'one 1.0.0 (MIT)',
    ]);
    expect(text).toContain('\n\nThe text of one\n');
    expect(text).toContain('\n\nA\n\nB\n');
    expect(text).not.toContain('\r');
  });

  it.each(['GPL-3.0-only', 'undefined', '{"type":"MIT"}', 'MIT AND CC-BY-SA-4.0'])('refuse to pass on what is under %s', (licence) => {
    expect(() => notices([one, { ...one, name: 'two', licence }])).toThrow(`two 1.0.0 cannot be bundled: its licence is "${licence}"`);
  });

  it('refuse a package without the text of its licence', () => {
    expect(() => notices([{ ...one, texts: [] }])).toThrow('one 1.0.0 cannot be bundled: it has no file');
  });
});
