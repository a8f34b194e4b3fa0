import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { configMaps, k6s } from '../../../kube/resources.ts';
import { eventually } from '../../setup/k6.ts';
import { Scene } from './scene.ts';

jest.setTimeout(60_000);

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

describe('a scheduled run', () => {
  it('is made anew once nothing is left of the last one, is followed to its end, and ends as it does', async () => {
    await scene.prepare();
    const first = scene.start();
    const old = await scene.made();
    expect(old.metadata).toMatchObject({ labels: { team: 'a', 'k6.io/schedule': 'nightly' }, annotations: { 'k6.io/scheduled-by': 'job-1' } });
    await scene.child(old, ['example.com/held']);
    await scene.report({ stage: 'started' });
    await scene.report({ stage: 'finished', result: 'Passed', exitCode: 0 });
    expect(await first.exitCode).toBe(0);

    const second = scene.start({ JOB_UID: 'job-2' });
    await eventually(async () => (await scene.run())?.metadata.deletionTimestamp, 30);
    await eventually(async () => (await scene.admin.get(configMaps, { namespace: scene.namespace, name: 'child' })).metadata?.deletionTimestamp, 30);
    expect((await scene.run())?.metadata.uid).toBe(old.metadata.uid);
    await scene.release();
    const fresh = await scene.made(old);
    await scene.report({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99 });
    expect(await second.exitCode).toBe(99);
    expect(fresh.status).toBeUndefined();
    expect(second.lines.join('\n')).toMatch(/deleting the last K6 .*\n.* created\n[^]*ThresholdsFailed, exit code 99/);
  });

  it('is stopped gracefully when its pod is told to end', async () => {
    await scene.prepare();
    const attempt = scene.start();
    await scene.made();
    await scene.report({ stage: 'started' });
    await eventually(() => attempt.lines.some((line) => line.includes('started')) || undefined, 10);
    attempt.end();
    await eventually(async () => (await scene.run())?.spec.stop, 10);
    await scene.report({ stage: 'finished', result: 'Stopped', exitCode: 103 });
    expect(await attempt.exitCode).toBe(143);
    expect(attempt.lines.at(-1)).toBe('Stopped, exit code 103');
  });

  it('is gone on with by the next pod of the same Job', async () => {
    await scene.prepare();
    const lost = scene.start({ STOP_SECONDS: '0.1' });
    const run = await scene.made();
    const next = scene.start();
    await scene.report({ stage: 'finished', result: 'Failed', exitCode: 107 });
    expect(await next.exitCode).toBe(107);
    expect(await lost.exitCode).toBe(107);
    expect((await scene.run())?.metadata.uid).toBe(run.metadata.uid);
  });

  it('never takes the place of one that is under way', async () => {
    await scene.prepare();
    const run = await scene.admin.create(k6s, { ...scene.manifest, metadata: { ...scene.manifest.metadata, namespace: scene.namespace } });
    await scene.report({ stage: 'started' });
    await expect(scene.start().exitCode).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('still under way (stage started)') });
    expect((await scene.run())?.metadata).toMatchObject({ uid: run.metadata.uid });
    expect((await scene.run())?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('has not run where no operator takes it up, and where somebody deletes it', async () => {
    await scene.prepare();
    await expect(scene.start({ PICKUP_SECONDS: '0.3' }).exitCode).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('no operator took') });
    const attempt = scene.start();
    await scene.report({ stage: 'created' });
    await scene.admin.delete(k6s, { namespace: scene.namespace, name: 'checkout' });
    await expect(attempt.exitCode).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('was deleted before it ended') });
  });

  it.each([
    ['create', /create k6s .* forbidden/],
    ['list', /list k6s.* forbidden/],
    ['watch', /watch k6s.* forbidden/],
    ['delete', /delete k6s .* forbidden/],
    ['patch', /patch k6s .* forbidden/],
  ])('needs the right to %s: without it, it gets no further', async (verb, message) => {
    await scene.prepare(verb);
    await scene.admin.create(k6s, { ...scene.manifest, metadata: { ...scene.manifest.metadata, namespace: scene.namespace } });
    await scene.report({ stage: 'finished', result: 'Passed', exitCode: 0 });
    const attempt = scene.start({ CONNECT_SECONDS: '0.5', PICKUP_SECONDS: '1', CLEANUP_SECONDS: verb === 'watch' ? '1' : '20' });
    if (verb === 'patch') {
      await eventually(() => attempt.lines.some((line) => line.includes('created')) || undefined, 20);
      attempt.end();
    }
    const failure = await attempt.exitCode.then(String, String);
    expect([failure, ...attempt.lines].join('\n')).toMatch(message);
  });
});
