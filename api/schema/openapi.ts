/** A schema as an API server's OpenAPI v3 document has it. */
export interface OpenApiSchema {
  type?: string;
  format?: string;
  default?: unknown;
  required?: string[];
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: OpenApiSchema;
  items?: OpenApiSchema;
  allOf?: OpenApiSchema[];
  oneOf?: OpenApiSchema[];
  $ref?: string;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
}

/** What api/schema/kubernetes.json holds: the schemas that a run's own schema is made of. */
export interface Extract {
  /** The version of Kubernetes that the schemas are from, such as `v1.37.2`. */
  kubernetesVersion: string;
  schemas: Record<string, OpenApiSchema>;
}

const prefix = '#/components/schemas/';

/** The name of the schema that `schema` stands for; undefined where it stands for itself. */
export function reference(schema: OpenApiSchema): string | undefined {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref?.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
