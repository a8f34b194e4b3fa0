import { isMap, isScalar, parse, parseDocument, type Pair, type YAMLMap } from 'yaml';

/** A value of the chart that is documented as one, though it may be a map or a list. */
export interface Leaf {
  path: string[];
  meaning: string;
  value: unknown;
  /** What its `@schema` line says; undefined: the default's own type is all there is to say. */
  schema?: Record<string, unknown>;
}

/** Keys of our own with values or sections below them. */
export interface Section {
  path: string[];
  children: (Leaf | Section)[];
}

/**
 * Reads values.yaml with its comments: `# -- meaning` (further comment lines go on with it) and `# @schema {…}` above a key make it a leaf;
 * a map without a meaning is a section.
 * @throws Error that names the value which has no meaning, or whose schema is no map
 */
export function readValues(text: string): Section {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  if (!isMap(document.contents)) throw new Error('the values are no map');
  return section(document.contents, []);
}

export function isSection(node: Leaf | Section): node is Section {
  return 'children' in node;
}

/** Every leaf in the file's order. */
export function leaves(node: Leaf | Section): Leaf[] {
  return isSection(node) ? node.children.flatMap(leaves) : [node];
}

function section(map: YAMLMap, path: string[]): Section {
  return { path, children: map.items.map((pair, index) => child(pair, path, index === 0 ? (map.commentBefore ?? '') : '')) };
}

/** The comment above a map's first key belongs, for the parser, to the map. */
function child(pair: Pair, above: string[], mapComment: string): Leaf | Section {
  if (!isScalar(pair.key)) throw new Error(`a key under ${above.join('.')} is no plain name`);
  const path = [...above, String(pair.key.value)];
  const lines = `${mapComment}\n${pair.key.commentBefore ?? ''}`.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => line.startsWith('-- '));
  if (start >= 0) return leaf(path, lines.slice(start), pair.value);
  if (isMap(pair.value) && pair.value.items.length > 0) return section(pair.value, path);
  throw new Error(`${path.join('.')} has no "# --" comment that says what it means`);
}

function leaf(path: string[], lines: string[], node: unknown): Leaf {
  const isSchema = (line: string): boolean => line.startsWith('@schema ');
  const meaning = lines.filter((line) => line !== '' && !isSchema(line)).join(' ').slice('-- '.length);
  const value = (node as { toJSON: () => unknown }).toJSON();
  const text = lines.find(isSchema);
  if (text === undefined) return { path, meaning, value };
  const schema: unknown = parse(text.slice('@schema '.length));
  if (typeof schema !== 'object' || schema === null) throw new Error(`the @schema of ${path.join('.')} is no map`);
  return { path, meaning, value, schema: schema as Record<string, unknown> };
}
