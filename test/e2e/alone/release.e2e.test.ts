import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../../api/run.ts';
import { operatorNamespace, release } from '../../../cluster/demo/install.ts';
import { root } from '../../../cluster/paths.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { describeOnNode } from '../../setup/node.ts';
import { givenValues, helmRun, packed, upgrade } from '../helm.ts';
import { aRun, aScript, idle } from '../manifests.ts';
import { eventually, runnersOf } from '../objects.ts';
import { denials } from '../operator.ts';
import { ended, messageOf, outcomeOf, started, statusOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };
const kubectl = kubectlIn(operatorNamespace);
const pods = async (): Promise<string[]> => (await kubectl(['get', 'pods', '--output=name'])).split('\n').filter((name) => name !== '');

describeOnNode('a release of the chart', () => {
  let place: Place;
  let folder: string;

  beforeAll(async () => {
    [place, folder] = await Promise.all([aPlace('release'), mkdtemp(join(tmpdir(), 'k6-operator-chart-'))]);
    await place.apply(aScript('script', idle(15)));
  });
  afterAll(async () => {
    await leave(place);
    await rm(folder, { recursive: true });
  });

  it('answers helm test, which tries a good and a bad run', async () => {
    expect(await helmRun(['test', release, '--timeout=2m'])).toMatch(/Phase:\s+Succeeded/);
  });

  it('is upgraded to the next version with a run in progress, which ends right and keeps its runners', async () => {
    const before = await pods();
    await place.apply(aRun('through', { parallelism: 2 }));
    await started(place, 'through');
    await upgrade(await packed('99.0.0', folder), 'controller.podAnnotations={"upgraded":"yes"}', 'webhook.podAnnotations={"upgraded":"yes"}');
    expect(await helmRun(['list'])).toContain('k6-operator-99.0.0');
    const status = await ended(place, 'through');
    expect(outcomeOf(status)).toEqual(passed);
    expect(status.runners).toMatchObject({ total: 2, succeeded: 2, failed: 0 });
    expect(await runnersOf(place, 'through')).toHaveLength(2);
    const after = await eventually(pods, (names) => names.every((name) => !before.includes(name)), 60);
    expect(after.length).toBeGreaterThanOrEqual(4);
    expect(await denials()).toEqual([]);
  });

  it('leaves CRDs, runs and their pods behind when it is uninstalled, stands in nobody\'s way, and picks the runs up when it is back, even one that was never checked', async () => {
    await place.apply(aRun('orphan', { parallelism: 2 }));
    await started(place, 'orphan');
    const values = await givenValues();
    await helmRun(['uninstall', release, '--wait', '--timeout=2m']);
    const admission = (): Promise<string> => kubectl(['get', 'mutatingwebhookconfigurations,validatingwebhookconfigurations,secret', '--output=name']);
    await eventually(admission, (names) => !names.includes('webhook'), 30);
    expect(await runnersOf(place, 'orphan')).toHaveLength(2);
    expect((await statusOf(place, 'orphan')).stage).toBe('started');
    await place.apply(aRun('meanwhile', { parallelism: 1 }), aRun('unchecked', { arguments: '--linger' }));

    await helmRun(['install', release, join(root, 'charts', 'k6-operator'), '--values=-', '--wait', '--timeout=3m'], values);
    await place.apply(aRun('afterwards', { parallelism: 1 }));
    expect((await place.get<Run>('k6/afterwards')).spec.quiet).toBe('true');
    for (const run of ['orphan', 'meanwhile', 'afterwards']) expect(outcomeOf(await ended(place, run))).toEqual(passed);
    expect(await runnersOf(place, 'orphan')).toHaveLength(2);
    const unchecked = await ended(place, 'unchecked');
    expect(outcomeOf(unchecked)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'InvalidSpec' });
    expect(messageOf(unchecked)).toContain('--linger');
  });
});
