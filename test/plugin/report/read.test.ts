import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import type { Client } from '../../../kube/client.ts';
import { KubeError } from '../../../kube/errors.ts';
import type { Resource } from '../../../kube/resources.ts';
import { readReport } from '../../../plugin/report/read.ts';
import { started } from '../../builders/run.ts';
import { aRunOver, aSummary, aTimeline } from './sample.ts';

const shape = { runners: 2, steps: 10 };
const whole = { 'summary.json': JSON.stringify(aSummary(shape)), 'timeline.json': JSON.stringify(aTimeline(shape)) };

/** A cluster with that run, or none, and that ConfigMap. */
function cluster(run: Run | undefined, data?: Record<string, string>, uid = 'uid-of-the-run'): Client {
  const objects: Record<string, unknown> = {
    ...(run !== undefined && { 'k6s/checkout-peak': run }),
    ...(data !== undefined && { 'configmaps/checkout-peak-summary': { metadata: { name: 'checkout-peak-summary', annotations: { 'k6.io/run-uid': uid } }, data } }),
  };
  return {
    get: ({ plural }: Resource<KubeObject>, { name }: { name: string }) => {
      const found = objects[`${plural}/${name}`];
      return found === undefined ? Promise.reject(new KubeError('NotFound', 'not found', { details: { name } })) : Promise.resolve(found);
    },
    list: () => Promise.resolve({ items: run === undefined ? [] : [run], resourceVersion: '' }),
  } as unknown as Client;
}

const read = (client: Client, name = 'checkout-peak') => readReport(client, 'load', name);

describe('readReport', () => {
  it('reads the run, its summary and its timeline', async () => {
    expect(await read(cluster(aRunOver(), whole))).toEqual({ run: aRunOver(), summary: aSummary(shape), timeline: aTimeline(shape) });
  });

  it('reads what was kept of a run that is gone', async () => {
    const { run, summary } = await read(cluster(undefined, whole), 'k6/checkout-peak');
    expect([run, summary.distributed.name]).toEqual([undefined, 'checkout-peak']);
  });

  it('goes without a timeline where there is none, or one whose lists differ in length', async () => {
    const uneven = JSON.stringify({ ...aTimeline(shape), p95: [1] });
    const texts = [undefined, 'null', uneven];
    for (const text of texts) {
      const data = { 'summary.json': whole['summary.json'], ...(text !== undefined && { 'timeline.json': text }) };
      expect(await read(cluster(aRunOver(), data))).toEqual({ run: aRunOver(), summary: aSummary(shape) });
    }
  });

  it('ends with 3 where there is neither', async () => {
    await expect(read(cluster(undefined))).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('there is no run "checkout-peak"') });
    await expect(read(cluster(undefined, { 'runner-1.log': 'x' }))).rejects.toMatchObject({ exitCode: 3 });
  });

  it('says that the run is on, also where an earlier run of that name left a summary', async () => {
    const running = { ...aRunOver(), status: started() };
    for (const client of [cluster(running), cluster(running, whole, 'uid-of-another')]) {
      await expect(read(client)).rejects.toMatchObject({ exitCode: 1, message: 'the run checkout-peak has no summary yet: it is running', hint: expect.stringContaining('status checkout-peak --wait') });
    }
  });

  it('says that a run which is over left none, and why', async () => {
    const run = aRunOver();
    const noted = { ...run, status: { ...run.status, summary: { time: '', final: true, source: 'Stream', runnersReported: 0, notes: ['no runner told its final numbers'] } } } satisfies Run;
    await expect(read(cluster(noted))).rejects.toMatchObject({ exitCode: 1, message: 'the run checkout-peak left no summary: no runner told its final numbers' });
    await expect(read(cluster(run, { 'runner-1.log': 'x' }))).rejects.toMatchObject({ message: 'the run checkout-peak left no summary' });
  });

  it.each(['{', '[]', '{}', '{"metrics":{},"root_group":{},"state":{},"distributed":{}}'])('takes %s for no summary', async (text) => {
    await expect(read(cluster(aRunOver(), { 'summary.json': text }))).rejects.toMatchObject({ exitCode: 1, message: 'summary.json in ConfigMap checkout-peak-summary is not what the operator writes' });
  });

  it('passes on that one may not read it', async () => {
    const client = { ...cluster(aRunOver()), get: () => Promise.reject(new KubeError('Forbidden', 'no')) } as unknown as Client;
    await expect(read(client)).rejects.toMatchObject({ kind: 'Forbidden' });
  });
});
