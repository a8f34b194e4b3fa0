import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { judgeControllerRights, judgeUserRights } from '../../../plugin/doctor/judge/rights.ts';
import { controllerRights, rightText } from '../../../plugin/doctor/rights.ts';
import { missingRight } from '../../../plugin/doctor/seen.ts';
import { helm4, render } from '../../charts/helm.ts';

jest.setTimeout(120_000);

let helm = '';
beforeAll(async () => {
  helm = await helm4();
}, 900_000);

interface Rule { apiGroups: string[]; resources: string[]; verbs: string[] }

describe('rights', () => {
  it('of the controller are looked for exactly as the chart gives them', async () => {
    const role = (await render(helm)).find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'r-k6-operator-controller');
    const given = (role?.['rules'] as Rule[]).flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => rightText({ group, resource, verb })))));
    expect(controllerRights.map(rightText).sort()).toEqual(given.sort());
  });

  it('of the user are told by what they are for', () => {
    const missing = [{ group: '', resource: 'pods/log', verb: 'get' }, { group: 'batch', resource: 'cronjobs', verb: 'create' }, { group: 'batch', resource: 'cronjobs', verb: 'get' }];
    expect(judgeUserRights({ value: missing }, 'load')).toEqual([
      expect.objectContaining({ health: 'fault', message: 'in load you may not read logs: no right to get pods/log', cure: expect.stringContaining('--clusterrole=edit') }),
      expect.objectContaining({ health: 'warning', message: 'in load you may not make schedules: no right to get, create cronjobs.batch', cure: expect.stringContaining('--clusterrole=admin') }),
      { subject: 'your rights', health: 'ok', message: 'in load you may see runs, run tests, see runners, read summaries' },
    ]);
  });

  it('of the controller are a fault where one is missing, and not known to who may not ask', () => {
    expect(judgeControllerRights({ value: [] }, 'sa')).toMatchObject([{ health: 'ok' }]);
    expect(judgeControllerRights({ value: [{ group: 'batch', resource: 'jobs', verb: 'create' }] }, 'sa')).toMatchObject([{ health: 'fault', message: 'sa has no right to create jobs.batch' }]);
    expect(judgeControllerRights({ denied: 'create subjectaccessreviews' }, 'sa')).toMatchObject([{ health: 'unknown' }]);
  });

  it('that are missing are found in the API server\'s own sentence', () => {
    expect(missingRight('list deployments: deployments.apps is forbidden: User "bob" cannot list resource "deployments" in API group "apps" at the cluster scope')).toBe('list deployments.apps');
    expect(missingRight('create pods a/b: pods is forbidden: User "bob" cannot create resource "pods" in API group "" in the namespace "a"')).toBe('create pods');
    expect(missingRight('no')).toBe('no');
  });
});
