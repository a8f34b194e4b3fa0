import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PodSettings } from '../../api/spec.ts';
import { wantedCluster } from '../../cluster/cluster.ts';
import { extraImages } from '../../cluster/image/extras.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, idle } from './manifests.ts';
import { podsWith } from './objects.ts';
import { ended, messageOf, outcomeOf } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';
import { login, pullSecret, push, startRegistry } from './registry.ts';
import { ensureImage } from './sampleimage.ts';

jest.setTimeout(240_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };
const account = (name: string, secret: string): object =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, imagePullSecrets: [{ name: secret }] });

// The registry stands on our own node, where its address means the same to containerd.
(wantedCluster() === 'node' ? describeOnNode : describe.skip)('images of a registry that asks for a login', () => {
  let place: Place;
  let registry: Place | undefined;

  beforeAll(async () => {
    [place, registry] = await Promise.all([aPlace('pull'), ensureImage(extraImages.registry).then(startRegistry)]);
    const [k6, shell] = await Promise.all([
      ensureImage(extraImages.privateRunner).then((image) => push(image, 'load/k6:1')),
      ensureImage(extraImages.privateStarter).then((image) => push(image, 'load/starter:1')),
    ]);
    // Asked for each time, as an image that another pod was allowed to pull would else be there.
    const runner: PodSettings = { image: k6, imagePullPolicy: 'Always' };
    const starter: PodSettings = { image: shell, imagePullPolicy: 'Always' };
    const start = { startDeadlineSeconds: 30 };
    await place.apply(
      aScript('script', idle(1)),
      pullSecret('right', login.password), pullSecret('wrong', 'another-password'),
      account('puller', 'right'), account('stranger', 'wrong'),
    );
    await place.apply(
      aRun('by-account', { parallelism: 2, runner: { ...runner, serviceAccountName: 'puller' }, starter: { ...starter, serviceAccountName: 'puller' } }),
      aRun('by-secret', { runner: { ...runner, imagePullSecrets: [{ name: 'right' }] }, starter: { ...starter, imagePullSecrets: [{ name: 'right' }] } }),
      aRun('wrong-password', { ...start, runner: { ...runner, serviceAccountName: 'stranger' } }),
      aRun('no-secret', { ...start, runner }),
      aRun('starter-without', { startDeadlineSeconds: 30, initializer: { disabled: true }, starter }),
    );
  });
  afterAll(() => leave(place, registry));

  it.each(['by-account', 'by-secret'])('are pulled for every pod of a run, starter and initializer too (%s)', async (run) => {
    expect(outcomeOf(await ended(place, run))).toEqual(passed);
    const pods = await podsWith(place, `k6_cr=${run}`);
    expect(new Set(pods.map(({ metadata }) => metadata?.labels?.['k6.io/role']))).toEqual(new Set(['initializer', 'runner', 'starter']));
    for (const { spec } of pods) {
      expect(spec).toMatchObject({ imagePullSecrets: [{ name: 'right' }], serviceAccountName: run === 'by-account' ? 'puller' : 'default' });
      expect(spec?.containers[0]?.image).toContain('/load/');
    }
  });

  it.each(['wrong-password', 'no-secret'])('fail the run with the registry’s word where the login is wrong or missing (%s)', async (run) => {
    const status = await ended(place, run);
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'ImagePullFailed' });
    expect(messageOf(status)).toMatch(/load\/k6:1.*(?:401|authorization)/su);
  });

  it('fail the run where the starter alone has no login', async () => {
    const status = await ended(place, 'starter-without');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'ImagePullFailed' });
    expect(messageOf(status)).toContain('load/starter:1');
  });
});
