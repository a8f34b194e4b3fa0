import { child, list, text, type Node } from './syntax.ts';

/** What a script's text says without being run. */
export interface Scope {
  /** The module's own constants, by name. */
  constants: ReadonlyMap<string, Node>;
  /** `__ENV`, as far as it is known before the run. */
  env: Readonly<Record<string, string>>;
}

/** What the script's text alone decides; `null`: there is no such variable. */
type Value = string | null;
type Evaluate = (node: Node, scope: Scope) => Value | undefined;

const evaluators: Readonly<Record<string, Evaluate>> = {
  StringLiteral: (node) => text(node, 'value'),
  TemplateLiteral: template,
  BinaryExpression: sum,
  LogicalExpression: either,
  Identifier: constant,
  MemberExpression: variable,
  CallExpression: resolved,
  TSAsExpression: inner,
  TSNonNullExpression: inner,
  TSSatisfiesExpression: inner,
};

/** The string that an expression stands for; undefined where only running the script would tell. */
export function evaluate(node: Node, scope: Scope): string | undefined {
  return value(node, scope) ?? undefined;
}

/** The values of `const NAME = …` at the top of a module. */
export function constantsOf(program: Node): Map<string, Node> {
  const constants = new Map<string, Node>();
  for (const statement of list(program, 'body')) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? child(statement, 'declaration') : statement;
    if (declaration?.type !== 'VariableDeclaration' || text(declaration, 'kind') !== 'const') continue;
    for (const each of list(declaration, 'declarations')) {
      const [name, init] = [text(child(each, 'id'), 'name'), child(each, 'init')];
      if (name !== undefined && init !== undefined) constants.set(name, init);
    }
  }
  return constants;
}

function value(node: Node | undefined, scope: Scope): Value | undefined {
  const evaluator = node && Object.hasOwn(evaluators, node.type) ? evaluators[node.type] : undefined;
  return node && evaluator?.(node, scope);
}

function inner(node: Node, scope: Scope): Value | undefined {
  return value(child(node, 'expression'), scope);
}

function template(node: Node, scope: Scope): Value | undefined {
  const texts = list(node, 'quasis').map((quasi) => (quasi['value'] as { cooked?: string }).cooked);
  const values = list(node, 'expressions').map((expression) => value(expression, scope));
  if ([...texts, ...values].some((part) => typeof part !== 'string')) return undefined;
  return texts.flatMap((part, index) => [part, values[index]]).join('');
}

function sum(node: Node, scope: Scope): Value | undefined {
  if (text(node, 'operator') !== '+') return undefined;
  const [left, right] = [value(child(node, 'left'), scope), value(child(node, 'right'), scope)];
  return typeof left === 'string' && typeof right === 'string' ? left + right : undefined;
}

/** `__ENV.FILE || './users.json'` and the like. */
function either(node: Node, scope: Scope): Value | undefined {
  const operator = text(node, 'operator');
  const left = value(child(node, 'left'), scope);
  if (left === undefined || operator === '&&') return undefined;
  return left === null || (operator === '||' && left === '') ? value(child(node, 'right'), scope) : left;
}

function constant(node: Node, scope: Scope): Value | undefined {
  const name = text(node, 'name') ?? '';
  // A constant cannot need itself: left out here, a script that says so does not send this in circles.
  const constants = new Map([...scope.constants].filter(([other]) => other !== name));
  return value(scope.constants.get(name), { ...scope, constants });
}

/** `__ENV.NAME` and `__ENV['NAME']`. */
function variable(node: Node, scope: Scope): Value | undefined {
  if (text(child(node, 'object'), 'name') !== '__ENV') return undefined;
  const property = child(node, 'property');
  const name = node['computed'] === true ? text(property, 'value') : text(property, 'name');
  if (name === undefined) return undefined;
  return Object.hasOwn(scope.env, name) ? scope.env[name] : null;
}

/** `import.meta.resolve('./file')` names the file that an import of the same text would. */
function resolved(node: Node, scope: Scope): Value | undefined {
  const callee = child(node, 'callee');
  const resolves = child(callee, 'object')?.type === 'MetaProperty' && text(child(callee, 'property'), 'name') === 'resolve';
  return resolves ? value(list(node, 'arguments')[0], scope) : undefined;
}
