import { describe, expect, it } from '@jest/globals';
import { findReferences, type References } from '../../../plugin/script/references.ts';

function look(source: string, { typescript = false, env = {} }: { typescript?: boolean; env?: Record<string, string> } = {}): References {
  return findReferences(source, { typescript, env });
}

/** `form specifier` of each, with `?` where the script may do without. */
function asked(source: string, options?: Parameters<typeof look>[1]): string[] {
  return look(source, options).found.map(({ form, specifier, optional, folders }) => (
    `${form} ${folders.map((folder) => `${folder}:`).join('')}${specifier}${optional ? '?' : ''}`
  ));
}

describe('what a script asks for', () => {
  it.each([
    ['import a from "./a.js";', ['module ./a.js']],
    ['import "./a.js";', ['module ./a.js']],
    ['export * from "./a.js"; export { b } from "./b.js";', ['module ./a.js', 'module ./b.js']],
    ['const a = require("./a.js");', ['module ./a.js']],
    ['import http from "k6/http";', ['module k6/http']],
    ['const d = open("./d.json"); const b = open("b.bin", "b");', ['file ./d.json', 'file b.bin']],
    ['new SharedArray("users", function () { return JSON.parse(open("./users.json")); });', ['file ./users.json']],
    ['import { open } from "k6/experimental/fs"; const f = await open("big.csv");', ['module k6/experimental/fs', 'file big.csv']],
    ['import fs from "k6/experimental/fs"; const f = await fs.open("big.csv");', ['module k6/experimental/fs', 'file big.csv']],
    ['client.load(["defs", "more"], "a.proto", "b.proto");', ['proto defs:more:a.proto', 'proto defs:more:b.proto']],
    ['client.load(null, "a.proto");', ['proto a.proto']],
    ['client.loadProtoset("a.protoset");', ['file a.protoset']],
    ['#!/usr/bin/env k6\nimport "./a.js";', ['module ./a.js']],
  ])('%s', (source, expected) => {
    expect(asked(source)).toEqual(expected);
  });

  it.each([
    ['open(`./d.json`);', 'file ./d.json'],
    ['open("./" + "d" + ".json");', 'file ./d.json'],
    ['const folder = "./data"; open(`${folder}/d.json`);', 'file ./data/d.json'],
    ['export const file = "./d.json"; open(file);', 'file ./d.json'],
    ['open(import.meta.resolve("./d.json"));', 'file ./d.json'],
    ['open(__ENV.FILE || "./d.json");', 'file ./d.json'],
    ['open(__ENV["FILE"] ?? "./d.json");', 'file ./d.json'],
  ])('is known without running it: %s', (source, expected) => {
    expect(asked(source)).toEqual([expected]);
  });

  it('counts the variables that the run will have', () => {
    expect(asked('open(`./${__ENV.SITE}.json`); open(__ENV.FILE || "./d.json");', { env: { SITE: 'berlin', FILE: './e.json' } })).toEqual(['file ./berlin.json', 'file ./e.json']);
  });

  it.each(['open(files[0]);', 'open(`./${name()}.json`);', 'let file = "./a"; open(file);', 'require(__ENV.NOT_SET);', 'client.load([folder], "a.proto");', 'const a = a; open(a);'])('is not guessed: %s', (source) => {
    expect(look(`\n${source}`)).toMatchObject({ found: [], undecided: [2] });
  });

  it('may be missing where the script catches that', () => {
    expect(asked('try { open("./a"); require("./b"); } catch { open("./c"); }')).toEqual(['file ./a?', 'module ./b?', 'file ./c']);
  });

  it.each(['function open() {} open("./a");', 'const open = () => {}; open("./a");', 'import { open } from "./own.js"; open("./a");'])('is not what the script itself calls open: %s', (source) => {
    expect(asked(source).filter((text) => text.startsWith('file'))).toEqual([]);
  });

  it.each(['response.load("x", "y");', 'load(["a"], "b");', 'page.open("./a");', 'open();', '// import "./a.js"', '"open(\'./a\')";'])('is not in: %s', (source) => {
    expect(look(source)).toEqual({ found: [], undecided: [] });
  });

  it('is told with its line', () => {
    expect(look('\nimport a from "./a.js";\n\n  const d =\n    open("./d");').found.map(({ line }) => line)).toEqual([2, 5]);
  });

  it('is found in TypeScript, without the imports that only its types use', () => {
    const source = 'import type { A } from "./a.ts"; import { B } from "./b.ts"; import { c } from "./c.ts"; const x: B = c as B; open("./d" as string);';
    expect(asked(source, { typescript: true })).toEqual(['module ./b.ts?', 'module ./c.ts', 'file ./d']);
  });

  it('is unknown where the script cannot be parsed, and the line is told', () => {
    expect(look('import a from "./a.js";\nconst = 1;')).toMatchObject({ found: [], fault: { line: 2 } });
  });

  it('is found in a script as deep as minified ones', () => {
    expect(asked(`x = ${'1+'.repeat(3000)}1; open("./a");`)).toEqual(['file ./a']);
  });
});
