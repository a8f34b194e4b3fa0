const longest = 80;
const deepest = 4;
const mostEntries = 20;
/** What would break a line, or hide what stands before it. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A value as a message shows it: as JSON, on one line, and cut, so that no value however big or deep makes a message long. */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : cut(printable(JSON.stringify(outline(value, deepest))));
}

/** A text as a message or a path shows it without quotes. */
export function plain(text: string): string {
  return cut(printable(text.slice(0, 2 * longest)));
}

/** The path of an entry of a map, whose keys can be any text. */
export function entryPath(path: string, key: string): string {
  return /^[-\w]{1,63}$/u.test(key) ? `${path}.${key}` : `${path}[${shown(key)}]`;
}

function printable(text: string): string {
  return text.toWellFormed().replace(unprintable, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

function cut(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest));
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** No more of a value than a message can show. */
function outline(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, 2 * longest);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((item) => outline(item, depth - 1));
  return Object.fromEntries(Object.entries(value).slice(0, mostEntries).map(([key, item]) => [key.slice(0, longest), outline(item, depth - 1)]));
}
