import type { KubeObject } from '../../api/kubernetes.ts';
import type { Format } from './format.ts';
import { table } from './table.ts';

/** The formats that show the objects themselves, and not a view of them. */
export type ObjectFormat = Exclude<Format, { kind: 'table' | 'wide' }>;

export function isObjectFormat(format: Format): format is ObjectFormat {
  return format.kind !== 'table' && format.kind !== 'wide';
}

/**
 * Objects as kubectl prints them; one that was asked for by name alone (`single`), several as a List.
 * @throws Failure (usage) for a JSONPath that cannot be read
 */
export async function objectsText(objects: readonly KubeObject[], format: ObjectFormat, { single, headers = true }: { single: boolean; headers?: boolean }): Promise<string> {
  const shown = objects.map(withoutManagedFields);
  const root = single ? shown[0] : { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: shown };
  switch (format.kind) {
    case 'json': return JSON.stringify(root, undefined, 4);
    case 'yaml': return (await import('./yaml.ts')).yamlText(root);
    case 'name': return shown.map(objectName).join('\n');
    case 'jsonpath': return (await import('./jsonpath.ts')).jsonPathText(format.template, root);
    case 'custom-columns': {
      const { jsonPathValues } = await import('./jsonpath.ts');
      const cell = (object: KubeObject, path: string): string => jsonPathValues(path, object).map(String).join(',') || '<none>';
      const rows = shown.map((object) => format.columns.map(({ path }) => cell(object, path)));
      return table(headers ? format.columns.map(({ header }) => header) : [], rows).join('\n');
    }
  }
}

/** `k6.k6.io/my-run`, as kubectl -o name has it. */
export function objectName({ apiVersion = '', kind = '', metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/', 1)[0] ?? ''}` : '';
  return `${kind.toLowerCase()}${group}/${metadata?.name ?? ''}`;
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata?.managedFields === undefined) return object;
  const metadata = { ...object.metadata };
  delete metadata.managedFields;
  return { ...object, metadata };
}
