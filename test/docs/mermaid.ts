/** Diagrams whose lines the check below understands. */
const kinds = [/^flowchart (?:LR|RL|TB|TD|BT)$/u, /^stateDiagram-v2$/u, /^sequenceDiagram$/u];
const pairs: Readonly<Record<string, string>> = { ']': '[', ')': '(', '}': '{' };
const id = String.raw`(?:\[\*\]|[A-Za-z]\w*)`;
const arrow = String.raw`(?:-->|---|<-->|-\.->|==>)`;
/** `a`, `a[text]`, `a[(text)]`, `a{text}`, `a & b`, joined by arrows that may carry a text. */
const node = String.raw`${id}(?:\[[^\]]*\]|\[\([^)]*\)\]|\([^)]*\)|\{[^}]*\})?`;
const nodes = String.raw`${node}(?: & ${node})*`;
const flow = new RegExp(String.raw`^${nodes}(?: ${arrow}(?:\|[^|]+\|)? ${nodes})*$`, 'u');
const state = new RegExp(String.raw`^${id} --> ${id}(?:: .+)?$`, 'u');
const sequence = /^(?:(?:participant|actor) \w+(?: as .+)?|\w+-{1,2}>>?\w+: .+|(?:note|Note) (?:over|left of|right of) [\w,]+: .+|(?:loop|alt|else|opt|par|and) .+|autonumber|end)$/u;

/**
 * What a Mermaid renderer would stumble over: undefined where nothing is. It knows the part of the language that our diagrams use; the whole
 * renderer is a browser's program of many megabytes.
 */
export function mermaidFault(text: string): string | undefined {
  const [kind = '', ...lines] = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('%%'));
  if (!kinds.some((pattern) => pattern.test(kind))) return `${kind}: no kind of diagram that is known`;
  if (lines.length === 0) return 'nothing is drawn';
  const unbalanced = lines.find((line) => !balanced(line));
  if (unbalanced !== undefined) return `${unbalanced}: brackets do not match`;
  const strange = lines.find((line) => !understood(kind, line));
  if (strange !== undefined) return `${strange}: is not understood`;
  const opened = lines.filter((line) => /^(?:subgraph|loop|alt|opt|par) /u.test(line)).length;
  return opened === lines.filter((line) => line === 'end').length ? undefined : 'a part is not closed by "end", or twice';
}

function understood(kind: string, line: string): boolean {
  if (kind === 'sequenceDiagram') return sequence.test(line);
  if (kind === 'stateDiagram-v2') return state.test(line);
  return line === 'end' || /^subgraph \w+(?:\[[^\]]+\])?$/u.test(line) || flow.test(line);
}

function balanced(line: string): boolean {
  const open: string[] = [];
  for (const character of line.replaceAll(/"[^"]*"/gu, '').replaceAll('[*]', '')) {
    if (Object.values(pairs).includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) return false;
  }
  return open.length === 0;
}
