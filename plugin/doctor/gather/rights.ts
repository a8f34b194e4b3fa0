import pLimit from 'p-limit';
import { objectOr } from '../../../api/json.ts';
import type { Transport } from '../../../kube/transport.ts';
import { seen, type Seen } from '../seen.ts';
import type { Right } from '../rights.ts';

/** Those of `rights` that are missing in the namespace. */
export type Missing = Right[];

export interface Subject {
  /** Such as system:serviceaccount:k6-operator-system:k6-operator-controller; the caller when missing. */
  user?: string;
  groups?: string[];
}

/** So many questions at once. */
const concurrency = 12;

/** Asks the API server itself, so whatever authoriser it has is heard; what is asked about another is itself a right. */
export async function missingRights(transport: Transport, rights: readonly Right[], namespace: string, subject: Subject = {}): Promise<Seen<Missing>> {
  const limit = pLimit(concurrency);
  return seen(Promise.all(rights.map((right) => limit(() => isAllowed(transport, right, namespace, subject))))
    .then((allowed) => rights.filter((_, at) => allowed[at] === false)));
}

async function isAllowed(transport: Transport, right: Right, namespace: string, { user, groups }: Subject): Promise<boolean> {
  const [resource = '', subresource = ''] = right.resource.split('/');
  const kind = user === undefined ? 'SelfSubjectAccessReview' : 'SubjectAccessReview';
  const answer = await transport.request({
    method: 'POST',
    path: `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`,
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind,
      spec: { ...(user === undefined ? {} : { user, groups }), resourceAttributes: { namespace, group: right.group, resource, subresource, verb: right.verb } },
    },
    what: `create ${kind.toLowerCase()}s`,
  });
  return objectOr(objectOr(answer).status).allowed === true;
}
