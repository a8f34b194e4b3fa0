import { reference, type Extract, type OpenApiSchema } from '../openapi.ts';
import type { Schema } from '../schema.ts';
import { container, podSpec } from '../trim.ts';

/** One line of the reference. */
export interface Row {
  /** Below the block that the table is of, such as `configMap.name` and `conditions[].type`. */
  path: string;
  type: string;
  meaning: string;
  required: boolean;
}

/** How a table names a field's type. */
export type TypeOf = (name: string, schema: Schema) => string;

/** The rows of a block's fields, each followed by those of its own fields where `open` names it. */
export function rowsOf(block: Schema, open: ReadonlySet<string>, typeOf: TypeOf = (_, schema) => plainType(schema), prefix = ''): Row[] {
  return Object.entries(block.properties ?? {}).flatMap(([name, schema]) => {
    const path = prefix + name;
    const row: Row = { path, type: typeOf(name, schema), meaning: schema.description ?? '', required: block.required?.includes(name) ?? false };
    if (!open.has(path)) return [row];
    return schema.items ? [row, ...rowsOf(schema.items, open, typeOf, `${path}[].`)] : [row, ...rowsOf(schema, open, typeOf, `${path}.`)];
  });
}

/** A schema's type in a few words; words with few choices are listed. */
export function plainType({ type = 'string', enum: choices, items, format, additionalProperties }: Schema): string {
  if (isBooleanText(choices)) return 'boolean as a string';
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (type === 'array') return `list of ${plainType(items ?? {})}s`;
  if (additionalProperties) return `map of ${plainType(additionalProperties)}s`;
  return format === 'date-time' ? 'time' : type;
}

function isBooleanText(choices: readonly string[] | undefined): boolean {
  return choices?.includes('TRUE') ?? false;
}

/** The type of a pod's or container's field as Kubernetes names it, such as `[]EnvVar`; a plain type where it has none of its own. */
export function kubernetesType({ schemas }: Extract, name: string, schema: Schema): string {
  const key = name === 'containerSecurityContext' ? 'securityContext' : name;
  const found = schemas[podSpec]?.properties?.[name] ?? schemas[container]?.properties?.[key];
  const named = shortName(found);
  if (named !== undefined) return `\`${named}\``;
  const ofItems = shortName(found?.items);
  return ofItems === undefined ? plainType(schema) : `\`[]${ofItems}\``;
}

function shortName(schema: OpenApiSchema | undefined): string | undefined {
  return (schema && reference(schema))?.split('.').at(-1);
}
