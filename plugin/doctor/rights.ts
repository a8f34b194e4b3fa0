import { group } from '../../api/run.ts';

/** One thing that somebody may or may not do. */
export interface Right {
  group: string;
  /** With its subresource after a slash. */
  resource: string;
  verb: string;
}

function rights(apiGroup: string, resource: string, verbs: string): Right[] {
  return verbs.split(' ').map((verb) => ({ group: apiGroup, resource, verb }));
}

/** What the commands take, by what a user wants to do; in the namespace of the runs. */
export const userRights: Readonly<Record<string, { needed: boolean; rights: readonly Right[] }>> = {
  'see runs': { needed: true, rights: [...rights(group, 'k6s', 'get list watch'), ...rights(group, 'testruns', 'get list watch')] },
  'run tests': { needed: true, rights: [...rights(group, 'k6s', 'create patch delete'), ...rights('', 'configmaps', 'create')] },
  'see runners': { needed: true, rights: [...rights('batch', 'jobs', 'list watch'), ...rights('', 'pods', 'get list watch'), ...rights('', 'events', 'list')] },
  'read summaries': { needed: true, rights: rights('', 'configmaps', 'get') },
  'read logs': { needed: true, rights: rights('', 'pods/log', 'get') },
  'make schedules': {
    needed: false,
    rights: [
      ...rights('batch', 'cronjobs', 'get list create patch delete'), ...rights('batch', 'jobs', 'create'), ...rights('', 'configmaps', 'list patch delete'),
      ...rights('', 'serviceaccounts', 'get list create patch delete'), ...rights('rbac.authorization.k8s.io', 'roles', 'get list create patch delete'),
      ...rights('rbac.authorization.k8s.io', 'rolebindings', 'get list create patch delete'),
    ],
  },
};

/** What the controller takes in each namespace that it looks after: the chart's own rules. */
export const controllerRights: readonly Right[] = [
  ...['k6s', 'testruns'].flatMap((resource) => [
    ...rights(group, resource, 'list watch delete'), ...rights(group, `${resource}/status`, 'update'), ...rights(group, `${resource}/finalizers`, 'update'),
  ]),
  ...rights('batch', 'jobs', 'get list watch create patch'),
  ...rights('', 'pods', 'get list watch patch'),
  ...rights('', 'pods/log', 'get'),
  ...rights('', 'configmaps', 'get create update'),
  ...rights('', 'events', 'create patch list'),
];

/** `create jobs.batch` */
export function rightText({ group: apiGroup, resource, verb }: Right): string {
  return `${verb} ${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`;
}

/** `get, list pods; create jobs.batch` */
export function rightsText(list: readonly Right[]): string {
  const byResource = Map.groupBy(list, ({ group: apiGroup, resource }) => `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`);
  return [...byResource].map(([resource, same]) => `${same.map(({ verb }) => verb).join(', ')} ${resource}`).join('; ');
}
