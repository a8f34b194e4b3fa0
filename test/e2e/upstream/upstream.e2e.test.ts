import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kind } from '../../../api/run.ts';
import { k6 } from '../../../cluster/bin.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aScript } from '../manifests.ts';
import { eventually, podsWith, runnersOf } from '../objects.ts';
import { ended, messageOf, nameOf, outcomeOf, statusOf } from '../outcome.ts';
import { inTurn } from '../pace.ts';
import { aPlace, leave, type Place } from '../place.ts';
import { invalidArguments, manifest, scripts, specs } from './shapes.ts';

jest.setTimeout(360_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };

/** The archive that `k6 archive` makes of the first script. */
async function archive(place: Place): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'k6-upstream-'));
  try {
    await writeFile(join(folder, 'test.js'), scripts['crocodile-stress-test']?.['test.js'] ?? '');
    await execa(await k6(), ['archive', 'test.js', '-O', 'archive.tar'], { cwd: folder });
    await place.kubectl(['create', 'configmap', 'crocodile-archive', `--from-file=${join(folder, 'archive.tar')}`]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The run that is soon gone, with its pods. */
const brief = 'testrun-cleanup';

interface Scene {
  place: Place;
  /** How many pods the run with `cleanup: post` had. */
  cleanupPods: number;
}

/** Applies everything under one kind, in a namespace that each manifest names, as upstream's do. */
async function scene(kind: Kind): Promise<Scene> {
  const place = await aPlace(`upstream-${kind.toLowerCase()}`);
  await place.apply(...Object.entries(scripts).map(([name, files]) => aScript(name, files)));
  await archive(place);
  const { [brief]: cleansUp = {}, ...others } = specs;
  await place.apply(manifest(kind, brief, cleansUp, place.namespace));
  const cleanupPods = (await eventually(() => podsWith(place, `app=k6,k6_cr=${brief}`), (pods) => pods.length > 0, 60)).length;
  await inTurn(place, Object.entries(others).map(([name, spec]) => manifest(kind, name, spec, place.namespace)));
  return { place, cleanupPods };
}

const kinds = ['TestRun', 'K6'] as const;
const scenes: Partial<Record<Kind, Scene>> = {};

describeOnNode('a manifest of upstream’s tests', () => {
  beforeAll(async () => {
    await Promise.all(kinds.map(async (kind) => Object.assign(scenes, { [kind]: await scene(kind) })));
  });
  afterAll(() => leave(...kinds.map((kind) => scenes[kind]?.place)));

  describe.each(kinds)('as a %s', (kind) => {
    let place: Place;
    const end = (name: string): ReturnType<typeof ended> => ended(place, name, 200, kind);
    const podsOf = async (name: string): Promise<number> => (await podsWith(place, `app=k6,k6_cr=${name}`)).length;

    beforeAll(() => {
      place = scenes[kind]?.place ?? ({} as Place);
    });

    it('with one runner ends, under the Job name and the stage that scripts wait for', async () => {
      // The initializer comes before the runners' Jobs, which kubectl would not wait for by themselves.
      await place.kubectl(['wait', '--for=create', 'job/k6-sample-1', '--timeout=120s']);
      await place.kubectl(['wait', '--for=condition=complete', 'job/k6-sample-1', '--timeout=180s']);
      await place.kubectl(['wait', nameOf('k6-sample', kind), '--for=jsonpath={.status.stage}=finished', '--timeout=60s']);
      expect(outcomeOf(await end('k6-sample'))).toEqual(passed);
    });

    it('with four runners, arguments and env has four pods labelled runner=true of six in all, and no teardown', async () => {
      expect(outcomeOf(await end('basic-testrun-4'))).toEqual(passed);
      expect(await runnersOf(place, 'basic-testrun-4')).toHaveLength(4);
      expect(await podsOf('basic-testrun-4')).toBe(6);
      const log = await place.kubectl(['logs', 'job/basic-testrun-4-1']);
      expect(log).toContain('base http://shop.example');
      expect(log).not.toContain('teardown ran');
    });

    it('with cleanup: post goes, and leaves no pod', async () => {
      expect(scenes[kind]?.cleanupPods).toBeGreaterThanOrEqual(1);
      await place.kubectl(['wait', nameOf(brief, kind), '--for=delete', '--timeout=150s']);
      expect(await eventually(() => podsOf(brief), (pods) => pods === 0, 60)).toBe(0);
    });

    it.each([
      ['an archive', 'k6-sample-archive', 3],
      ['a script that an init container writes into a volume', 'init-container-volume', 4],
      ['several files', 'multifile-test', 5],
      ['no initializer', 'initializer-disabled', 2],
      ['another run beside it, with two runners', 't-2-runners', 4],
      ['another run beside it, with three runners', 't-3-runners', 5],
    ])('with %s ends as finished, and has only the pods that it should', async (_what, name, pods) => {
      expect(outcomeOf(await end(name))).toEqual(passed);
      expect(await podsOf(name)).toBe(pods);
    });

    it('with several files reads them all', async () => {
      await end('multifile-test');
      expect(await place.kubectl(['logs', 'job/multifile-test-1'])).toContain('hello multi file');
    });

    it('with more runners than VUs ends in stage error, and says so', async () => {
      const status = await end('error-stage');
      expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'NotEnoughVUs' });
      expect(await runnersOf(place, 'error-stage')).toEqual([]);
    });

    it('with an initializer image that has no k6 ends in stage error, with the words in its log and in the status', async () => {
      const status = await end('initializer-missing-k6');
      expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'InitializerFailed' });
      expect(messageOf(status)).toContain('k6 executable not found in PATH');
      expect(await place.kubectl(['logs', 'job/initializer-missing-k6-initializer'])).toContain('k6 executable not found in PATH');
    });

    it('with invalid arguments is refused before it is stored, where upstream stores it and ends it in stage error', async () => {
      const applied = place.apply(manifest(kind, 'invalid-arguments', invalidArguments, place.namespace));
      await expect(applied).rejects.toThrow(/spec\.arguments: "this" is neither a flag nor/);
      expect(await statusOf(place, 'invalid-arguments', kind).catch(() => 'not there')).toBe('not there');
    });
  });
});
