import { group, version } from '../../../api/run.ts';
import { arrayOr, objectOr } from '../../../api/json.ts';
import { isKubeError } from '../../../kube/errors.ts';
import type { Transport } from '../../../kube/transport.ts';

/** What every user who may log in can see of the API server. */
export interface ApiFacts {
  /** Such as v1.37.2. */
  version: string;
  /** Plurals of our group that are served; undefined where the group is not. */
  resources: string[] | undefined;
  /** Fields of spec by kind, as the published schema has them; undefined where it is not published. */
  fields: Record<string, string[]> | undefined;
}

/** @throws KubeError where the API server cannot be reached: then there is nothing to look at */
export async function gatherApi(transport: Transport): Promise<ApiFacts> {
  const get = (path: string): Promise<unknown> => transport.request({ method: 'GET', path, what: 'look at the API server' });
  const [server, resources, schema] = await Promise.all([
    get('/version'), absent(get(`/apis/${group}/${version}`)), absent(get(`/openapi/v3/apis/${group}/${version}`)),
  ]);
  const { gitVersion } = objectOr(server);
  return { version: typeof gitVersion === 'string' ? gitVersion : '', resources: plurals(resources), fields: specFields(schema) };
}

async function absent(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (isKubeError(error, 'NotFound', 'Forbidden')) return undefined;
    throw error;
  }
}

function plurals(answer: unknown): string[] | undefined {
  return answer === undefined ? undefined : arrayOr(objectOr(answer).resources).map((resource) => String(objectOr(resource).name));
}

function specFields(answer: unknown): Record<string, string[]> | undefined {
  if (answer === undefined) return undefined;
  const schemas = Object.entries(objectOr(objectOr(objectOr(answer).components).schemas));
  return Object.fromEntries(schemas.map(([name, schema]) => {
    const spec = objectOr(objectOr(objectOr(schema).properties).spec);
    return [name.split('.').at(-1) ?? '', Object.keys(objectOr(spec.properties))];
  }));
}
