import { isKubeError } from '../../kube/errors.ts';

/** Something that was asked for: it is there, it is not there, or the user may not know. */
export interface Seen<T> {
  value?: T;
  /** Which right is missing, such as `list deployments.apps`. */
  denied?: string;
}

/** @throws KubeError for anything but a missing object and a missing right */
export async function seen<T>(promise: Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await promise };
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return {};
    if (isKubeError(error, 'Forbidden')) return { denied: missingRight(error.message) };
    throw error;
  }
}

const refusal = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"/;

/** What the user lacks, by the API server's own sentence; all of it where it has another form. */
export function missingRight(message: string): string {
  const [, verb, resource, group] = refusal.exec(message) ?? [];
  return verb === undefined ? message : `${verb} ${resource ?? ''}${group ? `.${group}` : ''}`;
}
