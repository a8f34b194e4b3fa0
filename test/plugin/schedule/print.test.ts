import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubectl } from '../../../cluster/bin.ts';
import type { ConfigMap, KubeObject } from '../../../api/kubernetes.ts';
import { scheduleObjects } from '../../../plugin/schedule/objects.ts';
import { asFiles, asYaml, inOrder } from '../../../plugin/schedule/print.ts';
import { writeFiles } from '../../../plugin/schedule/source.ts';
import { scheduleOptions } from './build.ts';

const script: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'script', namespace: 'load' }, data: { 'test.js': 'export default () => {}' } };
const parsed = (text: string): KubeObject[] => parseAllDocuments(text).map((document) => document.toJS() as KubeObject);

describe('a schedule for Git', () => {
  const objects = scheduleObjects(scheduleOptions());

  it('is one stream of the very objects that would be applied, in the same order each time', () => {
    const text = asYaml(objects, [script]);
    expect(parsed(text)).toEqual(inOrder(objects, [script]));
    expect(asYaml(scheduleObjects(scheduleOptions()), [script])).toBe(text);
    expect(text).not.toMatch(/[&*][a-z]\d/);
  });

  it('tells how kustomize takes it, in a comment that kubectl passes over', () => {
    const comment = asYaml(objects, []).split('\n').filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
    expect(comment.join('\n')).toContain('nightly.yaml beside this kustomization.yaml');
    expect(parsed(comment.slice(1).join('\n'))[0]).toMatchObject({ kind: 'Kustomization', resources: ['nightly.yaml'] });
  });

  it('as files is what kustomize turns into the same, with a ConfigMap that changes when the run does', async () => {
    const built = async (manifest: string): Promise<KubeObject[]> => {
      const folder = await mkdtemp(join(tmpdir(), 'k6-schedule-'));
      await writeFiles(folder, asFiles(scheduleObjects(scheduleOptions({ run: { kind: 'K6', name: 'checkout', manifest } })), [script]));
      return parsed((await execa(await kubectl(), ['kustomize', folder])).stdout);
    };
    const [first, second] = await Promise.all([built('kind: K6\n'), built('kind: K6 # changed\n')]);
    const configMapOf = (all: KubeObject[]): string => all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata?.name !== 'script')?.metadata?.name ?? '';
    expect(first.map(({ kind }) => kind).sort()).toEqual(inOrder(objects, [script]).map(({ kind }) => kind).sort());
    expect(configMapOf(first)).toMatch(/^nightly-schedule-/);
    expect(configMapOf(first)).not.toBe(configMapOf(second));
    expect(JSON.stringify(first.find(({ kind }) => kind === 'CronJob'))).toContain(`"configMap":{"name":"${configMapOf(first)}"}`);
  }, 60_000);
});
