import { describe, expect, it } from '@jest/globals';
import { parse as parseScript } from '@babel/parser';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { check, isRun } from '../../plugin/validate/check.ts';
import { readManifests } from '../../plugin/validate/documents.ts';
import { documents, readDocument, type Block } from './markdown.ts';
import { mermaidFault } from './mermaid.ts';

const policy = { limits: { maxParallelism: 1000 }, images: { runner: 'registry.example/k6:pinned' } };
const blocks = documents().flatMap((document) => document.blocks);
const of = (...languages: string[]): [string, Block][] => blocks.filter(({ language }) => languages.includes(language)).map((block) => [block.place, block]);

/** What each kind of block is held to. */
const held: Readonly<Record<string, (text: string) => Promise<string[]> | string[]>> = {
  yaml: (text) => parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message)),
  json: (text) => fault(() => JSON.parse(text)),
  js: (text) => fault(() => parseScript(text, { sourceType: 'module' })),
  ts: (text) => fault(() => parseScript(text, { sourceType: 'module', plugins: ['typescript'] })),
  bash: async (text) => {
    const { exitCode, stderr } = await execa('bash', ['-n'], { input: text, reject: false });
    return exitCode === 0 ? [] : [stderr];
  },
  mermaid: (text) => [mermaidFault(text) ?? []].flat(),
};
/** Blocks that no program reads: output, templates, files of others. */
const prose = ['', 'markdown', 'text', 'dockerfile'];

function fault(action: () => unknown): string[] {
  try {
    action();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function faultsOfRuns(text: string): string[] {
  return readManifests('snippet', text).manifests.filter(({ object }) => isRun(object))
    .flatMap((manifest) => check(manifest, policy)).filter(({ severity }) => severity === 'error').map(({ path = '', message }) => `${path} ${message}`);
}

describe('a block in the documents', () => {
  it('is of a kind that a check knows', () => {
    expect(blocks.filter(({ language }) => !Object.hasOwn(held, language) && !prose.includes(language)).map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  });

  it.each(of(...Object.keys(held)))('is right in its own language: %s', async (_, { language, text }) => {
    expect(await held[language]?.(text)).toEqual([]);
  });

  it.each(of('yaml'))('has runs that `kubectl k6 validate` finds no fault in: %s', (_, { text }) => {
    expect(faultsOfRuns(text)).toEqual([]);
  });
});

describe('the check itself', () => {
  const yaml = (text: string): string => readDocument('a.md', `Text.\n\n\`\`\`yaml\n${text}\n\`\`\`\n`).blocks[0]?.text ?? '';

  it('finds a run with a field that there is not', () => {
    expect(faultsOfRuns(yaml('apiVersion: k6.io/v1alpha1\nkind: K6\nmetadata: {name: a}\nspec: {paralelism: 2, script: {localFile: a}}'))).toEqual([
      '.spec.paralelism there is no such field: did you mean parallelism?',
    ]);
  });

  it.each([
    ['js', 'const a = ;'], ['bash', 'if true; then'], ['json', '{a: 1}'], ['yaml', 'a: [1'],
    ['mermaid', 'flowchart LR\na --> [b'], ['mermaid', 'flowchart LR\na -> b'], ['mermaid', 'flowchart LR\nsubgraph a\nb --> c'], ['mermaid', 'pie\na: 1'], ['mermaid', 'stateDiagram-v2\na -> b'],
  ])('finds what is no %s: %j', async (language, text) => {
    expect(await held[language]?.(text)).not.toEqual([]);
  });
});
