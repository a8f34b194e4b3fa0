import type { Client } from '../../kube/client.ts';
import type { Transport } from '../../kube/transport.ts';
import type { Diagnosis } from './diagnosis.ts';
import { gatherAdmission } from './gather/admission.ts';
import { gatherApi } from './gather/api.ts';
import { gatherNamespace } from './gather/namespace.ts';
import { gatherOperators, type Installation } from './gather/operator.ts';
import { missingRights } from './gather/rights.ts';
import { judgeAdmission } from './judge/admission.ts';
import { judgeApi } from './judge/api.ts';
import { judgeNamespace } from './judge/namespace.ts';
import { judgeOperators } from './judge/operator.ts';
import { judgeControllerRights, judgeUserRights } from './judge/rights.ts';
import { controllerRights, userRights } from './rights.ts';

export interface Examination {
  client: Client;
  transport: Transport;
  namespace: string;
  clientVersion: string;
  now: Date;
}

/**
 * Looks at everything that a run in the namespace depends on. Nothing is changed: what is tried is tried by server dry-run.
 * @throws KubeError where the API server cannot be reached or does not know the user
 */
export async function examine({ client, transport, namespace, clientVersion, now }: Examination): Promise<Diagnosis[]> {
  // First and alone: where this fails, so does all else.
  const api = await gatherApi(transport);
  const served = api.resources?.includes('k6s') === true;
  const [operators, admission, mine, place] = await Promise.all([
    gatherOperators(client),
    served ? gatherAdmission(client, namespace) : undefined,
    missingRights(transport, Object.values(userRights).flatMap(({ rights }) => rights), namespace),
    gatherNamespace(client, namespace),
  ]);
  return [
    ...judgeApi(api),
    ...judgeOperators(operators, { namespace, clientVersion, now }),
    ...(await Promise.all((operators.value ?? []).map((operator) => operatorRights(transport, operator, namespace)))).flat(),
    ...(admission === undefined ? [] : judgeAdmission(admission, now)),
    ...judgeUserRights(mine, namespace),
    ...judgeNamespace(place, namespace),
  ];
}

/** In the namespace that is meant, where the operator looks after it, else in the first of its own. */
async function operatorRights(transport: Transport, { namespace: home, serviceAccount = 'default', watchNamespaces }: Installation, namespace: string): Promise<Diagnosis[]> {
  const where = watchNamespaces.length === 0 || watchNamespaces.includes(namespace) ? namespace : watchNamespaces[0] ?? namespace;
  const user = `system:serviceaccount:${home}:${serviceAccount}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${home}`, 'system:authenticated'];
  return judgeControllerRights(await missingRights(transport, controllerRights, where, { user, groups }), `${user} in ${where}`);
}
