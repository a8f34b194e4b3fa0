const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** Whatever XML 1.0 does not allow at all, escaped or not, is shown as U+FFFD: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as it may stand in an attribute or between tags. */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"'\n\r\t]/g, (character) => named[character] ?? character);
}

export interface Element {
  name: string;
  attributes: Record<string, string | number>;
  children?: readonly Element[];
  text?: string;
}

/** The element with all inside it, a line for each. */
export function renderXml({ name, attributes, children = [], text = '' }: Element, indent = ''): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`)].join(' ');
  if (children.length === 0 && text === '') return `${indent}<${start}/>\n`;
  if (children.length === 0) return `${indent}<${start}>${escapeXml(text)}</${name}>\n`;
  return `${indent}<${start}>\n${children.map((child) => renderXml(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}
