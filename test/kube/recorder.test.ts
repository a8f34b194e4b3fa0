import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CoreEvent, KubeObject } from '../../api/kubernetes.ts';
import type { KubeError } from '../../kube/errors.ts';
import { EventRecorder } from '../../kube/recorder.ts';
import { ManualClock } from '../fakes/clock.ts';
import { startFakeApiServer, type FakeApiServer, type FakeAnswer, type Script } from '../fakes/apiserver.ts';

const echo: Script = (answer) => answer.json(answer.call.body ?? {});
let server: FakeApiServer;
let script: Script;
let clock: ManualClock;
let errors: KubeError[];
let recorder: EventRecorder;

beforeEach(async () => {
  script = echo;
  server = await startFakeApiServer((answer: FakeAnswer) => script(answer));
  clock = new ManualClock();
  errors = [];
  recorder = new EventRecorder(server.client, 'k6-operator', { clock, onError: (error) => errors.push(error) });
});
afterEach(() => server.close());

const run = (uid = 'u1'): KubeObject => ({ apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'checkout', namespace: 'load', uid } });
const event = (message: string): { type: 'Normal'; reason: string; message: string } => ({ type: 'Normal', reason: 'Started', message });
const sent = (method: string): CoreEvent[] => server.calls.filter((call) => call.method === method).map(({ body }) => body as CoreEvent);

describe('the recorder', () => {
  it('writes an event beside the object that it is about', async () => {
    await recorder.record(run(), event('all runners started'));
    expect(server.calls[0]?.path).toBe('/api/v1/namespaces/load/events');
    expect(sent('POST')[0]).toMatchObject({
      type: 'Normal', reason: 'Started', message: 'all runners started', count: 1,
      involvedObject: { apiVersion: 'k6.io/v1alpha1', kind: 'K6', namespace: 'load', name: 'checkout', uid: 'u1' },
      source: { component: 'k6-operator' },
    });
  });

  it('counts a repeated event up instead of writing it again', async () => {
    for (let i = 0; i < 3; i += 1) await recorder.record(run(), event('again'));
    expect(sent('POST')).toHaveLength(1);
    expect(sent('PATCH').map(({ count }) => count)).toEqual([2, 3]);
  });

  it('counts right when the same event comes many times at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => recorder.record(run(), event('at once'))));
    expect([sent('POST').length, sent('PATCH').at(-1)?.count]).toEqual([1, 5]);
  });

  it('tells runs of one name apart by their UID', async () => {
    await recorder.record(run('old'), event('same'));
    await recorder.record(run('new'), event('same'));
    expect(sent('POST').map(({ involvedObject }) => involvedObject.uid)).toEqual(['old', 'new']);
  });

  it('writes an event anew once the server has dropped the old one', async () => {
    await recorder.record(run(), event('an hour later'));
    script = (answer) => (answer.call.method === 'PATCH' ? answer.status(404, 'NotFound') : echo(answer));
    await recorder.record(run(), event('an hour later'));
    expect(sent('POST')).toHaveLength(2);
  });

  it('cuts a flood about one object, and lets others pass; more are let through as time goes by', async () => {
    for (let i = 0; i < 100; i += 1) await recorder.record(run(), event(`message ${i}`));
    expect(sent('POST')).toHaveLength(25);
    await recorder.record(run('other'), event('mine'));
    expect(sent('POST')).toHaveLength(26);
    clock.advance(600_000);
    for (let i = 0; i < 10; i += 1) await recorder.record(run(), event(`later ${i}`));
    expect(sent('POST')).toHaveLength(28);
  });

  it('never throws: a refused event is told and the next one is written', async () => {
    script = (answer) => answer.status(403, 'Forbidden');
    await recorder.record(run(), event('refused'));
    script = echo;
    await recorder.record(run(), event('written'));
    expect(errors.map(({ kind }) => kind)).toEqual(['Forbidden']);
    expect(sent('POST').map(({ message }) => message)).toEqual(['refused', 'written']);
  });

  it('drops what comes on top of a hundred waiting events', async () => {
    script = () => undefined;
    const all = Array.from({ length: 300 }, (_, i) => recorder.record(run(`u${i}`), event('stuck')));
    const settled = await Promise.race([Promise.all(all.slice(100)).then(() => 'dropped'), all[0]]);
    expect(settled).toBe('dropped');
  });

  it('cuts a message to what an event may hold', async () => {
    await recorder.record(run(), event('x'.repeat(5000)));
    expect(sent('POST')[0]?.message).toHaveLength(1024);
  });
});
