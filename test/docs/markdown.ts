import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';

/** A fenced block of a document. */
export interface Block {
  /** Such as `docs/run.md:5`, the line of the fence. */
  place: string;
  language: string;
  text: string;
  /** The HTML comment right above the fence, which readers do not see; empty where there is none. */
  note: string;
}

export interface Link {
  place: string;
  /** As it is written, such as `run.md#what-goes-along`. */
  target: string;
  image: boolean;
}

export interface Document {
  /** From the top of the repository, such as `docs/run.md`. */
  path: string;
  text: string;
  blocks: Block[];
  links: Link[];
  /** What a link may name behind `#`. */
  anchors: Set<string>;
}

const unread = new Set(['node_modules', 'dist', 'coverage']);

/** Every document of the repository. */
export function documents(): Document[] {
  return globSync('**/*.md', { cwd: root, exclude: (name) => unread.has(name) }).sort().map((path) => readDocument(path, readFileSync(join(root, path), 'utf8')));
}

export function readDocument(path: string, text: string): Document {
  const { blocks, prose } = divided(path, text.split('\n'));
  return { path, text, blocks, links: linksIn(path, prose), anchors: anchorsIn(prose) };
}

interface Line {
  number: number;
  text: string;
}

/** A block whose end was not read yet. */
interface Open {
  indent: number;
  fence: string;
  block: Block;
}

/** Takes the fenced blocks out; a fence may be indented, as in a list, and its block then is as well. */
function divided(path: string, lines: readonly string[]): { blocks: Block[]; prose: Line[] } {
  const blocks: Block[] = [];
  const prose: Line[] = [];
  let open: Open | undefined;
  for (const [at, text] of lines.entries()) {
    const begun = open ?? opened(text, `${path}:${at + 1}`, prose);
    if (begun === undefined) prose.push({ number: at + 1, text });
    else if (open === undefined) blocks.push(begun.block);
    else if (text.trim() === open.fence) { open = undefined; continue; } else open.block.text += `${withoutIndent(text, open.indent)}\n`;
    open = begun;
  }
  if (open !== undefined) throw new Error(`${open.block.place}: the block is never closed`);
  return { blocks, prose };
}

function opened(text: string, place: string, prose: readonly Line[]): Open | undefined {
  const [, indent = '', fence, language = ''] = /^( *)(`{3,})\s*(\S*)\s*$/u.exec(text) ?? [];
  return fence === undefined ? undefined : { indent: indent.length, fence, block: { place, language, text: '', note: noteAbove(prose) } };
}

function withoutIndent(text: string, indent: number): string {
  return text.slice(Math.min(indent, text.length - text.trimStart().length));
}

function noteAbove(prose: readonly Line[]): string {
  return /^\s*<!-- (.+) -->\s*$/u.exec(prose.at(-1)?.text ?? '')?.[1] ?? '';
}

const codeSpan = /`+[^`]*`+/gu;

function linksIn(path: string, prose: readonly Line[]): Link[] {
  return prose.flatMap(({ number, text }) => (
    [...text.replace(codeSpan, '``').matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/gu)].map(([, image, target = '']) => ({ place: `${path}:${number}`, target, image: image === '!' }))
  ));
}

/** GitHub's anchors: lower case, without punctuation, blanks as dashes, and `-1` and so on for a title that was there before. */
function anchorsIn(prose: readonly Line[]): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of prose) {
    for (const [, id = ''] of text.matchAll(/<a id="([^"]+)">/gu)) anchors.add(id);
    const title = /^#{1,6} (.+?)\s*#*$/u.exec(text)?.[1];
    if (title === undefined) continue;
    const base = slug(title);
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

export function slug(title: string): string {
  const plain = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1').replaceAll(/[`*]/gu, '');
  return plain.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
}
