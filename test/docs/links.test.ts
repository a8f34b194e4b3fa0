import { describe, expect, it } from '@jest/globals';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { documents, readDocument, slug, type Document, type Link } from './markdown.ts';

const all = documents();
const byPath = new Map(all.map((document) => [document.path, document]));
const links = all.flatMap((document) => document.links.map((link) => ({ document, link })));

/** What is wrong with a link; undefined where it leads somewhere. Addresses outside are held to their syntax alone, as no test may need a network. */
function faultOf(document: Document, link: Link): string | undefined {
  if (/^[a-z]+:/iu.test(link.target)) return /^(?:https:\/\/|mailto:)/u.test(link.target) && URL.canParse(link.target) ? undefined : 'is no https address';
  const [file = '', anchor] = link.target.split('#', 2);
  const path = file === '' ? document.path : relative(root, join(root, dirname(document.path), file));
  return (file === '' ? undefined : faultOfFile(path, link.image)) ?? (anchor === undefined ? undefined : faultOfAnchor(path, anchor));
}

function faultOfFile(path: string, image: boolean): string | undefined {
  if (path.startsWith('..')) return 'leads out of the repository';
  if (!existsSync(join(root, path))) return 'leads to nothing';
  return image && !statSync(join(root, path)).isFile() ? 'is no image' : undefined;
}

function faultOfAnchor(path: string, anchor: string): string | undefined {
  return byPath.get(path)?.anchors.has(anchor) === true ? undefined : `names a heading that ${path} does not have`;
}

describe('the documents', () => {
  it('are found, and have links', () => {
    expect(all.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'charts/k6-operator/README.md', 'docs/adr/README.md']));
    expect(links.length).toBeGreaterThan(50);
  });

  it('have no link that leads nowhere', () => {
    const faults = links.map(({ document, link }) => ({ ...link, fault: faultOf(document, link) })).filter(({ fault }) => fault !== undefined);
    expect(faults).toEqual([]);
  });

  it('of docs/ are all listed in docs/README.md, but for decisions, which have their own list', () => {
    const listed = new Set(byPath.get('docs/README.md')?.links.map(({ target }) => join('docs', target.split('#')[0] ?? '')));
    const missing = all.map(({ path }) => path).filter((path) => path.startsWith('docs/') && !listed.has(path) && path !== 'docs/README.md' && !/^docs\/adr\/\d/u.test(path));
    expect(missing).toEqual([]);
  });
});

describe('the check itself', () => {
  const bad = readDocument('docs/bad.md', '# One\n\n[a](no.md) [b](#one) [c](#two) [d](http://plain.example) ![e](adr) `[f](x)` [g](../../out.md) [h](run.md#no)\n');

  it.each([
    ['no.md', 'leads to nothing'], ['#one', undefined], ['#two', 'names a heading that docs/bad.md does not have'], ['http://plain.example', 'is no https address'],
    ['adr', 'is no image'], ['../../out.md', 'leads out of the repository'], ['run.md#no', 'names a heading that docs/run.md does not have'],
  ])('judges %s', (target, fault) => {
    byPath.set(bad.path, bad);
    const link = bad.links.find((candidate) => candidate.target === target);
    expect(link && faultOf(bad, link)).toBe(fault);
  });

  it('makes anchors as GitHub does', () => {
    expect(['What a run can say', '`K6` & `TestRun`: one, or both?', 'On the way (to it)'].map(slug)).toEqual(['what-a-run-can-say', 'k6--testrun-one-or-both', 'on-the-way-to-it']);
    expect([...readDocument('a.md', '## Same\n## Same\n').anchors]).toEqual(['same', 'same-1']);
  });
});
