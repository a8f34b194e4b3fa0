import { isAlias, isCollection, isMap, isSeq, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isObject, objectOr } from '../../api/json.ts';

/** One object of a manifest, and where each of its fields stands. */
export interface Manifest {
  file: string;
  object: unknown;
  /** The line (1-based) of the field that `path` (such as `.spec.script`) names, or of the nearest one above it that is there. */
  lineOf: (path: string) => number;
}

export interface Unreadable {
  file: string;
  line: number;
  message: string;
}

/** The objects of a YAML or JSON file, one or several documents; the items of a List count as objects of their own. */
export function readManifests(file: string, text: string): { manifests: Manifest[]; unreadable: Unreadable[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const unreadable: Unreadable[] = [];
  const manifests: Manifest[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error === undefined) manifests.push(...objectsOf(file, document, lines));
    else unreadable.push({ file, line: lines.linePos(error.pos[0]).line, message: `this is no YAML: ${error.message}` });
  }
  return { manifests, unreadable };
}

function objectsOf(file: string, document: Document.Parsed, lines: LineCounter): Manifest[] {
  const object: unknown = document.toJS();
  if (object === null || object === undefined) return [];
  const manifest = (part: unknown, prefix: (string | number)[]): Manifest => (
    { file, object: part, lineOf: (path) => lineOf(document, lines, [...prefix, ...steps(path)]) }
  );
  const { kind, items } = objectOr(object);
  if (isObject(object) && typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return items.map((item, at) => manifest(item, ['items', at]));
  }
  return [manifest(object, [])];
}

/** `.spec.env[0].name` and `.metadata.labels["a.b/c"]`, taken apart. */
export function steps(path: string): (string | number)[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)].map(([, field, index, key]) => (
    index === undefined ? field ?? (key ?? '').replaceAll(/\\(.)/g, '$1') : Number(index)
  ));
}

function lineOf(document: Document.Parsed, lines: LineCounter, wanted: (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range[0];
  for (const step of wanted) {
    const next = inner(isAlias(node) ? node.resolve(document) : node, step);
    if (next === undefined) break;
    offset = next.offset;
    node = next.node;
  }
  return lines.linePos(offset).line;
}

/** What stands at `step` of a map or list; of a map's entry its key tells the line. */
function inner(node: unknown, step: string | number): { node: unknown; offset: number } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    const offset = startOf(pair?.key);
    return pair === undefined || offset === undefined ? undefined : { node: pair.value, offset };
  }
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item = node.items[step];
  const offset = startOf(item);
  return offset === undefined ? undefined : { node: item, offset };
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? (node).range?.[0] : undefined;
}
