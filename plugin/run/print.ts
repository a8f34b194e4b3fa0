import type { KubeObject } from '../../api/kubernetes.ts';
import { type ObjectFormat, objectsText } from '../output/objects.ts';

/** Objects that belong together: in YAML as documents of one file, which kubectl apply takes and people can read; else as a List. */
export async function manifestText(objects: readonly KubeObject[], format: ObjectFormat): Promise<string> {
  if (format.kind !== 'yaml') return objectsText(objects, format, { single: objects.length === 1 });
  const documents = await Promise.all(objects.map((object) => objectsText([object], format, { single: true })));
  return documents.join('\n---\n');
}
