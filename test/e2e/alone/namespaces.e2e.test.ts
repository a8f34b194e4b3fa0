import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import type { Run } from '../../../api/run.ts';
import { release } from '../../../cluster/demo/install.ts';
import { root } from '../../../cluster/paths.ts';
import { describeOnNode } from '../../setup/node.ts';
import { givenValues, helmRun } from '../helm.ts';
import { aRun, aScript, idle } from '../manifests.ts';
import { childrenOf } from '../objects.ts';
import { denials } from '../operator.ts';
import { ended, outcomeOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };
const chart = join(root, 'charts', 'k6-operator');
const second = 'second';

describeOnNode('two releases in one namespace, each for a team of its own', () => {
  let places: Place[] = [];
  let values: string;
  const install = (name: string, watched: Place | undefined, ...set: string[]): Promise<string> =>
    helmRun(['upgrade', '--install', name, chart, '--values=-', `--set=watchNamespaces={${watched?.namespace ?? ''}}`, ...set, '--wait', '--timeout=3m'], values);

  beforeAll(async () => {
    values = await givenValues();
    places = await Promise.all(['north', 'south', 'nobody'].map(aPlace));
    const [north, south] = places;
    await Promise.all([install(release, north), install(second, south, '--set=crds.enabled=false,limits.maxParallelism=1,controller.replicas=1,webhook.replicas=1')]);
    await Promise.all(places.map((place) => place.apply(aScript('script', idle(1)))));
  });
  afterAll(async () => {
    await Promise.all([helmRun(['uninstall', second]), helmRun(['upgrade', release, chart, '--values=-', '--wait', '--timeout=3m'], values)]);
    await leave(...places);
  });

  it('carry out their runs by their own settings, with rights in their namespaces alone; a run anywhere else is left untouched', async () => {
    const [north, south, nobody] = places as [Place, Place, Place];
    await nobody.apply(aRun('run'), aRun('never-checked', { arguments: '--linger' }));
    await expect(south.apply(aRun('large', { parallelism: 2 }))).rejects.toThrow(/parallelism/u);
    await Promise.all([north.apply(aRun('run', { parallelism: 2 })), south.apply(aRun('run'))]);
    for (const place of [north, south]) expect(outcomeOf(await ended(place, 'run'))).toEqual(passed);
    for (const name of ['run', 'never-checked']) {
      const { spec, status, metadata } = await nobody.get<Run>(`k6/${name}`);
      expect([spec.quiet, spec.paused, status, metadata.labels]).toEqual([undefined, undefined, undefined, undefined]);
      expect(await childrenOf(nobody, name)).toEqual([]);
    }
    expect(await denials()).toEqual([]);
  });
});
