import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Extract } from '../../../api/schema/openapi.ts';

const schemaFolder = join(import.meta.dirname, '..', '..', '..', 'api', 'schema');

/** The committed extract of Kubernetes' own schemas. */
export const extract = JSON.parse(readFileSync(join(schemaFolder, 'kubernetes.json'), 'utf8')) as Extract;
