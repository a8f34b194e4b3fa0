import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import type { Diagnosis } from '../../../plugin/doctor/diagnosis.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { pluginProgram, type Program } from '../program.ts';

jest.setTimeout(120_000);

const namespace = `doctor-${randomUUID().slice(0, 8)}`;
const kubectl = kubectlIn(namespace);
let program: Program;

/** The controller's Deployment as far as doctor reads it; no node is there to run it. */
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'controller', labels: { 'app.kubernetes.io/part-of': 'k6-operator', 'app.kubernetes.io/component': 'controller', 'app.kubernetes.io/version': '0.1.0' } },
  spec: {
    selector: { matchLabels: { a: namespace } },
    template: { metadata: { labels: { a: namespace } }, spec: { serviceAccountName: 'controller', containers: [{ name: 'controller', image: 'operator:1', env: [{ name: 'WATCH_NAMESPACES', value: namespace }, { name: 'LEASE_NAME', value: 'controller' }] }] } },
  },
};
const lease = {
  apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'controller' },
  spec: { holderIdentity: 'controller-abc_1', leaseDurationSeconds: 15, renewTime: new Date().toISOString().replace('Z', '000Z') },
};

async function diagnoses(...args: string[]): Promise<{ exitCode: number | undefined; list: string[]; all: Diagnosis[] }> {
  const { exitCode, stdout } = await program.k6('doctor', '-o', 'json', ...args);
  const all = JSON.parse(stdout) as Diagnosis[];
  return { exitCode, all, list: all.map(({ subject, health }) => `${subject} ${health}`) };
}

beforeAll(async () => {
  program = await pluginProgram(testKubeconfigPath(), namespace);
  await kubectl(['create', 'namespace', namespace]);
});
afterAll(async () => {
  program.remove();
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

describe('kubectl k6 doctor', () => {
  it('finds what an installation lacks, and names it with its cure', async () => {
    const { exitCode, list } = await diagnoses();
    expect(exitCode).toBe(6);
    expect(list.slice(0, 3)).toEqual(['API server ok', 'CRD ok', 'CRD ok']);
    expect(list).toEqual(expect.arrayContaining(['your rights ok', 'runner pods ok']));
    expect(list.some((line) => line === 'operator fault' || line === 'namespace fault')).toBe(true);
  });

  it('looks into the operator: its pods, its leader and its rights', async () => {
    await kubectl(['apply', '-f', '-'], [deployment, lease].map((object) => stringify(object)).join('---\n'));
    const { all, list } = await diagnoses();
    const own = all.filter(({ message }) => message.includes(namespace));
    expect(own.map(({ subject, health }) => `${subject} ${health}`)).toEqual(expect.arrayContaining(['operator fault', 'namespace ok', 'operator\'s rights fault']));
    expect(own.find(({ subject }) => subject === 'operator\'s rights')?.message).toContain('no right to list, watch, delete k6s.k6.io');
    expect(list).toEqual(expect.arrayContaining(['leader ok', 'versions ok']));
  });

  it('sees that a namespace would refuse runners', async () => {
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    const refused = (await diagnoses()).all.find(({ subject }) => subject === 'runner pods');
    expect(refused).toMatchObject({ health: 'warning', message: expect.stringContaining('violates PodSecurity'), cure: expect.stringContaining('runAsNonRoot') });
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce-']);
    await kubectl(['create', 'quota', 'none', '--hard=pods=0']);
    const full = (await diagnoses()).all.find(({ subject, health }) => subject === 'runner pods' && health === 'fault');
    expect(full?.message).toContain('exceeded quota: none');
  });

  it('tells a user without rights what is missing, and what it could not look at', async () => {
    const { exitCode, stdout } = await program.k6('doctor', '--as', 'nobody', '--as-group', 'system:authenticated');
    expect(exitCode).toBe(6);
    expect(stdout).toContain(`in ${namespace} you may not see runs: no right to get, list, watch k6s.k6.io; get, list, watch testruns.k6.io`);
    expect(stdout).toContain('you have no right to list deployments.apps');
    expect(stdout).toMatch(/\n5 faults, 1 warning, \d not known\.$/);
  });

  it('leaves nothing behind', async () => {
    expect(await kubectl(['get', 'k6s,testruns,pods', '--field-selector', 'metadata.name=doctor-probe', '-o', 'name'])).toBe('');
  });
});
