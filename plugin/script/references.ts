import { constantsOf, evaluate, type Scope } from './evaluate.ts';
import { child, everyNode, lineOf, list, parseSyntax, text, type Node, type SyntaxFault } from './syntax.ts';

/** One file that a script asks for. */
export interface Reference {
  /** `module`: its own imports count too; `proto`: found in `folders`, and so are the files that it imports. */
  form: 'module' | 'file' | 'proto';
  /** As the script says it. */
  specifier: string;
  /** Of a `proto`, as the script says them; none: where the script is. */
  folders: string[];
  /** 1-based. */
  line: number;
  /** Whether the script may do without it: it is in a `try`, or TypeScript drops the import since only types are used of it. */
  optional: boolean;
}

/** What one script asks for. */
export interface References {
  found: Reference[];
  /** The lines (1-based) whose file only the running script decides. */
  undecided: number[];
  /** Why the script could not be read; k6 will say the same. */
  fault?: SyntaxFault;
}

type Asked = Pick<Reference, 'form' | 'specifier'> & { folders?: string[] };

interface Context {
  scope: Scope;
  /** What the script itself calls `open` is not k6's. */
  ownOpen: boolean;
}

/**
 * The files that a script asks for: imports, re-exports, `require()`, `open()` (k6's and that of k6/experimental/fs),
 * and gRPC's `load()` and `loadProtoset()`.
 * @param env what `__ENV` will have
 */
export function findReferences(source: string, { typescript, env }: { typescript: boolean; env: Readonly<Record<string, string>> }): References {
  const syntax = parseSyntax(source, typescript);
  if ('fault' in syntax) return { found: [], undecided: [], fault: syntax.fault };
  const { program } = syntax;
  const used = typescript ? usedNames(program) : undefined;
  const imports = list(program, 'body').flatMap((statement) => imported(statement, used));
  const called = calls(program, { scope: { constants: constantsOf(program), env }, ownOpen: declaresOpen(program) });
  return { found: [...imports, ...called.found], undecided: called.undecided };
}

/** What a statement at the top of a module imports. */
function imported(statement: Node, used: ReadonlySet<string> | undefined): Reference[] {
  const specifier = text(child(statement, 'source'), 'value');
  if (specifier === undefined || text(statement, 'importKind') === 'type' || text(statement, 'exportKind') === 'type') return [];
  const names = statement.type === 'ImportDeclaration' ? list(statement, 'specifiers').map((each) => text(child(each, 'local'), 'name') ?? '') : [];
  const optional = used !== undefined && names.length > 0 && !names.some((name) => used.has(name));
  return [{ form: 'module', specifier, folders: [], line: lineOf(statement), optional }];
}

function calls(program: Node, context: Context): References {
  const guarded = guardedNodes(program);
  const references: References = { found: [], undecided: [] };
  for (const call of everyNode(program)) {
    if (call.type !== 'CallExpression') continue;
    const [asked, line] = [askedBy(call, context), lineOf(call)];
    if (asked === 'undecided') references.undecided.push(line);
    else references.found.push(...asked.map((each) => ({ folders: [], line, optional: guarded.has(call), ...each })));
  }
  return references;
}

/** Every node in the block of a `try`: whatever it asks for, the script may do without. */
function guardedNodes(program: Node): Set<Node> {
  const guarded = new Set<Node>();
  for (const node of everyNode(program)) {
    const block = node.type === 'TryStatement' && !guarded.has(node) ? child(node, 'block') : undefined;
    for (const inner of block ? everyNode(block) : []) guarded.add(inner);
  }
  return guarded;
}

function askedBy(call: Node, { scope, ownOpen }: Context): Asked[] | 'undecided' {
  const [first, ...rest] = list(call, 'arguments');
  const name = calleeOf(call);
  if (first === undefined) return [];
  if (name === '.load') return protos(first, rest, scope);
  const form = name === 'open' && ownOpen ? undefined : forms.get(name);
  if (form === undefined) return [];
  const specifier = evaluate(first, scope);
  return specifier === undefined ? 'undecided' : [{ form, specifier }];
}

/** What takes a path first. `fs` is what everybody calls k6/experimental/fs. */
const forms: ReadonlyMap<string, Reference['form']> = new Map([
  ['require', 'module'], ['open', 'file'], ['fs.open', 'file'], ['.loadProtoset', 'file'],
]);

/** `open`, `fs.open`, or `.load` for a method of anything. */
function calleeOf(call: Node): string {
  const callee = child(call, 'callee');
  if (callee?.type !== 'MemberExpression') return text(callee, 'name') ?? '';
  const method = `.${text(child(callee, 'property'), 'name') ?? ''}`;
  return text(child(callee, 'object'), 'name') === 'fs' ? `fs${method}` : method;
}

/** `client.load(folders, file, …)` of k6/net/grpc; anything else that is called `load` has no list or null first. */
function protos(first: Node, files: Node[], scope: Scope): Asked[] | 'undecided' {
  if ((first.type !== 'ArrayExpression' && first.type !== 'NullLiteral') || files.length === 0) return [];
  const folders = list(first, 'elements').map((element) => evaluate(element, scope));
  const specifiers = files.map((file) => evaluate(file, scope));
  if ([...folders, ...specifiers].includes(undefined)) return 'undecided';
  return specifiers.map((specifier) => ({ form: 'proto', specifier: specifier ?? '', folders: folders as string[] }));
}

function declaresOpen(program: Node): boolean {
  for (const node of everyNode(program)) {
    const declares = declarations.has(node.type) && text(child(node, 'id'), 'name') === 'open';
    const imports = node.type === 'ImportDeclaration' && text(child(node, 'source'), 'value') !== 'k6/experimental/fs'
      && list(node, 'specifiers').some((each) => text(child(each, 'local'), 'name') === 'open');
    if (declares || imports) return true;
  }
  return false;
}

const declarations = new Set(['FunctionDeclaration', 'VariableDeclarator', 'ClassDeclaration']);
/** Syntax that TypeScript drops, and the imports themselves. */
const dropped = new Set(['ImportDeclaration', 'TSTypeAnnotation', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSTypeParameterInstantiation', 'TSTypeReference']);

/** The names that a script's values, and not its types, use. */
function usedNames(program: Node): Set<string> {
  const names = new Set<string>();
  for (const node of everyNode(program, ({ type }) => dropped.has(type))) {
    const name = node.type === 'Identifier' ? text(node, 'name') : undefined;
    if (name !== undefined) names.add(name);
  }
  return names;
}
