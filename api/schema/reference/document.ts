import { runSchema } from '../crd.ts';
import type { Extract } from '../openapi.ts';
import type { Schema } from '../schema.ts';
import {
  type Block, type Example, initContainerExamples, podExamples, scriptExamples, scuttleExamples, specExamples, statusExamples,
} from './examples.ts';
import { kubernetesType, plainType, type Row, rowsOf, type TypeOf } from './rows.ts';

const none: ReadonlySet<string> = new Set();

const introduction = `# Reference

Every field of a \`K6\` or \`TestRun\`, which have the same fields (\`apiVersion: k6.io/v1alpha1\`). Made by \`npm run generate\` from the schema in
[api/schema](../api/schema), as are the CRDs; \`kubectl explain k6.spec\` says the same. [config/samples](../config/samples/README.md) has whole manifests, [admission.md](admission.md) what
is checked, filled in and warned of.

A default is what counts where a field is left out. A boolean as a string is \`"true"\` or \`"false"\`, in quotes. Types such as \`Affinity\` are those of Kubernetes'
pods and containers: \`kubectl explain pod.spec.affinity\`, \`kubectl explain pod.spec.containers.env\`.
`;

const pods = `
The three kinds of pod have the same fields. Each field that \`initializer\` leaves out is taken from \`runner\`; \`disabled\` is of the initializer alone. A starter has neither probes
nor init containers, and an initializer has no probes.
`;

/** How the reference lists the blocks, which have tables of their own. */
const elsewhere: Record<Block, string> = {
  script: '[see below](#specscript)',
  runner: '[see below](#specrunner-specstarter-specinitializer)',
  starter: '[see below](#specrunner-specstarter-specinitializer)',
  initializer: '[see below](#specrunner-specstarter-specinitializer)',
  scuttle: '[see below](#specscuttle)',
};

/**
 * The reference of both kinds in Markdown, made of the schema and of the defaults and examples beside it.
 * @throws Error that names a field without an example, or an example without a field
 */
export function referenceDocument(extract: Extract): string {
  const schema = runSchema(extract);
  const ofKubernetes: TypeOf = (name, field) => kubernetesType(extract, name, field);
  const ofSpec: TypeOf = (name, field) => (name === 'ports' ? ofKubernetes(name, field) : plainType(field));
  return [
    introduction,
    `\n## spec\n\n${table(rowsOf(at(schema, 'spec'), none, ofSpec), specExamples, elsewhere)}`,
    `\n### spec.script\n\n${table(rowsOf(at(schema, 'spec', 'script'), new Set(['configMap', 'volumeClaim'])), scriptExamples)}`,
    `\n### spec.runner, spec.starter, spec.initializer\n${pods}\n${table(rowsOf(at(schema, 'spec', 'initializer'), none, ofKubernetes), podExamples)}`,
    `\n### initContainers\n\n${table(rowsOf(at(schema, 'spec', 'runner', 'initContainers').items ?? {}, none, ofKubernetes), initContainerExamples)}`,
    `\n### spec.scuttle\n\n${table(rowsOf(at(schema, 'spec', 'scuttle'), none), scuttleExamples)}`,
    `\n## status\n\n${statusTable(rowsOf(at(schema, 'status'), new Set(['runners', 'requirements', 'script', 'thresholds', 'summary', 'start', 'failures', 'conditions'])))}`,
  ].join('');
}

function at(schema: Schema, ...path: string[]): Schema {
  return path.reduce((node, name) => node.properties?.[name] ?? {}, schema);
}

function table(rows: readonly Row[], examples: Readonly<Record<string, Example>>, links: Readonly<Record<string, string>> = {}): string {
  const lines = rows.map(({ path, type, meaning, required }) => {
    const [name, link] = [`\`${path}\``, links[path]];
    if (link !== undefined) return [name, type, required ? 'required' : 'none', meaning, link];
    const example = known(examples, path);
    return [name, type, example.default === undefined ? 'required' : code(example.default), meaning, `\`${example.example}\``];
  });
  refuseSpare(examples, rows);
  return markdown(['field', 'type', 'default', 'meaning', 'example'], lines);
}

function statusTable(rows: readonly Row[]): string {
  const leaves = rows.filter(({ path }) => !rows.some((other) => other.path.startsWith(`${path}.`) || other.path.startsWith(`${path}[].`)));
  refuseSpare(statusExamples, leaves);
  const lines = rows.map((row) => [`\`${row.path}\``, row.type, row.meaning, leaves.includes(row) ? `\`${known(statusExamples, row.path)}\`` : '']);
  return markdown(['field', 'type', 'meaning', 'example'], lines);
}

function known<T>(examples: Readonly<Record<string, T>>, path: string): T {
  const found = examples[path];
  if (found === undefined) throw new Error(`the field ${path} has no example in api/schema/reference/examples.ts`);
  return found;
}

function refuseSpare(examples: object, rows: readonly Row[]): void {
  const spare = Object.keys(examples).find((path) => !rows.some((row) => row.path === path));
  if (spare !== undefined) throw new Error(`api/schema/reference/examples.ts has an example of ${spare}, which is no field`);
}

/** Words stay words; what could stand in a manifest is code. */
function code(text: string): string {
  return text === 'none' || /^(?:the |Kubernetes')/u.test(text) ? text : `\`${text}\``;
}

function markdown(head: string[], lines: string[][]): string {
  const row = (cells: string[]): string => `| ${cells.map((cell) => shielded(cell).replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [row(head), `|${head.map(() => '---|').join('')}\n`, ...lines.map(row)].join('');
}

/** `<name>` outside of code would count as HTML, and not be seen. */
function shielded(cell: string): string {
  return cell.split('`').map((part, at) => (at % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}
