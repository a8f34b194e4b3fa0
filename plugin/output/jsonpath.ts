import { JSONPath } from 'jsonpath-plus';
import { exitCodes, Failure } from '../errors/failure.ts';

type Part = { text: string } | { path: string } | { range: string; body: Part[] };

/**
 * kubectl's JSONPath templates: text outside braces as it is; inside them paths, quoted text, `range` and `end`.
 * @throws Failure (usage) for a template that cannot be read
 */
export function jsonPathText(template: string, root: unknown): string {
  const words = split(template);
  const parts = parse(words, template);
  if (words.length > 0) throw wrong(template, 'there is an {end} without a {range}');
  return parts.map((part) => write(part, root, root)).join('');
}

/** Every value that `path` finds, with or without braces around it. */
export function jsonPathValues(path: string, root: unknown): unknown[] {
  const bare = path.replace(/^\{(.*)\}$/s, '$1');
  return find(bare.startsWith('.') || bare.startsWith('[') || bare.startsWith('$') ? bare : `.${bare}`, root, root);
}

/** `{…}` and what stands between, in order. */
function split(template: string): { inside: boolean; text: string }[] {
  const words: { inside: boolean; text: string }[] = [];
  for (const [word, braced, text] of template.matchAll(/\{((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^{}"'])*)\}|([^{}]+)|[{}]/g)) {
    if (braced === undefined && text === undefined) throw wrong(template, `"${word}" has no partner`);
    words.push(braced === undefined ? { inside: false, text: text ?? '' } : { inside: true, text: braced.trim() });
  }
  return words;
}

/** Takes words until the {end} that belongs to it. */
function parse(words: { inside: boolean; text: string }[], template: string, open = false): Part[] {
  const parts: Part[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.inside && word.text === 'end') {
      if (!open) words.unshift(word);
      return parts;
    }
    parts.push(partOf(word, words, template));
  }
  if (open) throw wrong(template, 'a {range} has no {end}');
  return parts;
}

function partOf({ inside, text }: { inside: boolean; text: string }, words: { inside: boolean; text: string }[], template: string): Part {
  if (!inside) return { text };
  const range = /^range\s+(.+)$/s.exec(text)?.[1];
  return range === undefined ? inner(text) : { range, body: parse(words, template, true) };
}

function inner(text: string): Part {
  const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2];
  return quoted === undefined ? { path: text } : { text: quoted.replaceAll(/\\(.)/g, (_, character: string) => escapes[character] ?? character) };
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function write(part: Part, current: unknown, root: unknown): string {
  if ('text' in part) return part.text;
  if ('path' in part) return find(part.path, current, root).map(plain).join(' ');
  return find(part.range, current, root).map((item) => part.body.map((inside) => write(inside, item, root)).join('')).join('');
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function find(path: string, current: unknown, root: unknown): unknown[] {
  const start = path.startsWith('$') ? root : current;
  // A dot that belongs to a key is written as `\.` in kubectl and as `['…']` in JSONPath.
  const steps = path.replace(/^[@$]/, '').replaceAll(/\.((?:\\.|[^.[\]\\'"])+)/g, (step: string, key: string) => (
    key.includes('\\') ? `['${key.replaceAll(/\\(.)/g, '$1')}']` : step
  ));
  if (steps === '' || steps === '.') return [start];
  try {
    const found: unknown = JSONPath({ path: `$${steps}`, json: start as object, wrap: true, eval: 'safe' });
    return Array.isArray(found) ? found : [];
  } catch (error) {
    throw wrong(path, (error as Error).message);
  }
}

function wrong(template: string, why: string): Failure {
  return new Failure(`jsonpath "${template}": ${why}`, { exitCode: exitCodes.usage, hint: 'it is kubectl\'s JSONPath, such as {.status.result}' });
}
