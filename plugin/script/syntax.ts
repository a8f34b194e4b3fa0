import { parse } from '@babel/parser';

/** A node of the syntax tree as Babel makes it (ESTree with its own literals). */
export type Node = Record<string, unknown> & { type: string; loc?: { start: { line: number } } | null };

export interface SyntaxFault {
  /** 1-based. */
  line: number;
  message: string;
}

/** The syntax tree of a script, or why there is none. k6 is the judge of syntax: what can be read in spite of a fault is read. */
export function parseSyntax(source: string, typescript: boolean): { program: Node } | { fault: SyntaxFault } {
  try {
    const { program } = parse(source, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      plugins: typescript ? ['typescript'] : [],
    });
    return { program: program as unknown as Node };
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    return { fault: { line: loc?.line ?? 1, message: message.replace(/ \(\d+:\d+\)$/, '') } };
  }
}

/** 1-based. */
export function lineOf(node: Node): number {
  return node.loc?.start.line ?? 1;
}

/** A field that is one node. */
export function child(node: Node | undefined, name: string): Node | undefined {
  const value = node?.[name];
  return isNode(value) ? value : undefined;
}

/** A field that is a list of nodes; holes are left out. */
export function list(node: Node, name: string): Node[] {
  return nodes(node[name]);
}

/** A field that is text. */
export function text(node: Node | undefined, name: string): string | undefined {
  const value = node?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The nodes right below this one, in the order of the text. */
export function children(node: Node): Node[] {
  return Object.values(node).flatMap(nodes);
}

/** This node and all below it but those that `skip` names, in the order of the text. No recursion: minified scripts are deep. */
export function* everyNode(root: Node, skip: (node: Node) => boolean = () => false): Generator<Node> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (skip(node)) continue;
    yield node;
    open.push(...children(node).reverse());
  }
}

function nodes(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'loc' in value;
}
