/** A structural schema of a CustomResourceDefinition (`JSONSchemaProps`), as far as this project uses it. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  format?: string;
  enum?: readonly string[];
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: { rule: string; message: string; fieldPath?: string }[];
}

export function described(description: string, schema: Schema): Schema {
  const { type, ...rest } = schema;
  return { ...(type && { type }), description, ...rest };
}

export function string(description: string, more: Schema = {}): Schema {
  return { type: 'string', description, ...more };
}

export function boolean(description: string): Schema {
  return { type: 'boolean', description };
}

/** A whole number that Go reads as int32 unless `more` says otherwise. */
export function integer(description: string, more: Schema = {}): Schema {
  return { type: 'integer', format: 'int32', description, ...more };
}

export function number(description: string): Schema {
  return { type: 'number', description };
}

export function object(description: string, properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: 'object', description, properties, ...more };
}

/** A date and time in RFC 3339. */
export function time(description: string): Schema {
  return { type: 'string', format: 'date-time', description };
}
