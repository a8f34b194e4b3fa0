import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Script } from '../fakes/apiserver.ts';
import { eventually, stored } from './helpers.ts';
import { Scene } from './scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.stop());

describe('a reflector', () => {
  it('delivers the list, says it is synced, then delivers what the watch brings', async () => {
    scene.lists = [(answer) => answer.list('10', [stored('a', '1', '9')])];
    await scene.start();
    await scene.reflector.synced;
    expect(scene.seen).toEqual(['added a/1@9']);
    const watch = await scene.watch(1);
    watch.send('ADDED', stored('b', '2', '11'));
    watch.send('MODIFIED', stored('a', '1', '12'));
    watch.send('DELETED', stored('b', '2', '13'));
    await scene.saw('added a/1@9', 'added b/2@11', 'modified a/1@12', 'deleted b/2@13');
    expect(scene.reflector.store.byName('test', 'a')?.metadata?.resourceVersion).toBe('12');
    expect(scene.errors).toEqual([]);
  });

  it('asks for bookmarks and for an end after 5 to 10 minutes, so that watches do not all end together', async () => {
    await scene.start();
    const { call } = await scene.watch(1);
    expect(call.query.get('allowWatchBookmarks')).toBe('true');
    expect(Number(call.query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
    expect(Number(call.query.get('timeoutSeconds'))).toBeLessThanOrEqual(600);
  });

  it('resumes where the last bookmark was, and tells nobody of bookmarks', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    watch.bookmark('50');
    watch.end();
    await scene.watch(2);
    expect([scene.resumed, scene.seen, scene.listed]).toEqual([['10', '50'], [], 1]);
  });

  it('keeps its indexes', async () => {
    scene.lists = [(answer) => answer.list('10', [stored('a', '1', '9', { colour: 'red' })])];
    await scene.start({ indexes: { colour: ({ data }) => [data?.['colour'] ?? ''] } });
    await scene.reflector.synced;
    expect(scene.reflector.store.byIndex('colour', 'red')).toHaveLength(1);
  });

  it('ends when it is told to, and a first list that never came is then an error', async () => {
    scene.lists = [() => undefined];
    await scene.start();
    await eventually(() => scene.listed);
    scene.end.abort(new Error('over'));
    await scene.reflector.done;
    await expect(scene.reflector.synced).rejects.toMatchObject({ kind: 'Aborted', cause: new Error('over') });
  });

  it('delivers nothing more once it has ended', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    scene.end.abort();
    await scene.reflector.done;
    watch.send('ADDED', stored('late', '1', '11'));
    expect([scene.seen, scene.errors]).toEqual([[], []]);
  });
});

describe('a watch that breaks', () => {
  it('in the middle of a line delivers the whole lines once and resumes after the last of them', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    watch.send('ADDED', stored('a', '1', '11'));
    watch.cutMidLine('ADDED', stored('b', '2', '12'));
    const next = await scene.watch(2);
    expect(scene.resumed).toEqual(['10', '11']);
    next.send('ADDED', stored('b', '2', '12'));
    await scene.saw('added a/1@11', 'added b/2@12');
    expect(scene.errors.map(({ kind }) => kind)).toEqual(['Network']);
  });

  it('by a reset goes on, again and again (client-node’s informer stops for good)', async () => {
    await scene.start();
    for (let i = 1; i <= 5; i += 1) {
      const watch = await scene.watch(i);
      watch.send('ADDED', stored(`n${i}`, `${i}`, `${10 + i}`));
      await eventually(() => scene.seen.length === i);
      watch.reset();
    }
    await scene.watch(6);
    expect(scene.resumed).toEqual(['10', '11', '12', '13', '14', '15']);
    expect(scene.listed).toBe(1);
  });

  it('while the server is away comes back by itself once the server is', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    scene.watchScripts = Array.from({ length: 4 }, (): Script => (answer) => answer.reset());
    watch.reset();
    (await scene.watch(2)).send('ADDED', stored('a', '1', '11'));
    await scene.saw('added a/1@11');
  });

  it('without a word is found out by the watchdog (a half-open socket: client-node’s watch stays silent)', async () => {
    await scene.start({ watchdogMs: 100 });
    await scene.watch(2);
    await eventually(() => {
      scene.watches.at(-1)?.send('ADDED', stored('a', '1', '11'));
      return scene.seen.length;
    });
    await scene.saw('added a/1@11');
    expect(scene.errors[0]).toMatchObject({ kind: 'Timeout', message: 'watch configmaps: silent for 0.1 s' });
  });

  it('is not taken for silent as long as bookmarks come', async () => {
    await scene.start({ watchdogMs: 700 });
    const watch = await scene.watch(1);
    for (let i = 0; i < 15; i += 1) {
      watch.bookmark(`${11 + i}`);
      await new Promise((resolve) => setTimeout(resolve, 70));
    }
    expect([scene.watches.length, scene.errors]).toEqual([1, []]);
  });

  it('at once and always does not become a storm of watches', async () => {
    scene.watchScripts = Array.from({ length: 100 }, (): Script => (answer) => answer.watch().end());
    await scene.start({ backoffMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(scene.resumed.length).toBeLessThan(6);
    scene.watchScripts = [];
  });

  it('by its own timeout is no error', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    watch.bookmark('11');
    watch.end();
    await scene.watch(2);
    expect(scene.errors).toEqual([]);
  });
});

describe('a watch whose place is too old', () => {
  it.each<[string, Script]>([
    ['in the status', (answer) => answer.status(410, 'Expired')],
    ['in the body', (answer) => answer.watch().error(410, 'Expired')],
  ])('(410 %s) is made good by a list: what was missed is delivered, and nothing twice', async (_, gone) => {
    scene.lists = [
      (answer) => answer.list('10', [stored('kept', '1', '5'), stored('lost', '2', '6'), stored('changed', '3', '7')]),
      (answer) => answer.list('90', [stored('kept', '1', '5'), stored('changed', '3', '80'), stored('new', '4', '85')]),
    ];
    await scene.start();
    const watch = await scene.watch(1);
    scene.watchScripts = [gone];
    watch.bookmark('11');
    watch.end();
    await scene.watch(2);
    expect(scene.seen.slice(3)).toEqual(['deleted lost/2@6', 'modified changed/3@80', 'added new/4@85']);
    expect(scene.resumed).toEqual(['10', '11', '90']);
    // Whoever follows a run need not be told.
    expect(scene.errors).toEqual([]);
  });

  it('again and again does not become a storm of lists', async () => {
    scene.watchScripts = Array.from({ length: 100 }, (): Script => (answer) => answer.status(410, 'Expired'));
    await scene.start({ backoffMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(scene.listed).toBeLessThan(7);
    scene.watchScripts = [];
  });
});

describe('an object', () => {
  it('made again under its name while nobody watched is a deletion and an addition', async () => {
    scene.lists = [
      (answer) => answer.list('10', [stored('a', 'old', '5')]),
      (answer) => answer.list('90', [stored('a', 'new', '88')]),
    ];
    await scene.start();
    (await scene.watch(1)).error(410, 'Gone');
    await scene.saw('added a/old@5', 'deleted a/old@5', 'added a/new@88');
  });

  it('whose deletion was never told is deleted when its successor shows up', async () => {
    scene.lists = [(answer) => answer.list('10', [stored('a', 'old', '5')])];
    await scene.start();
    (await scene.watch(1)).send('ADDED', stored('a', 'new', '20'));
    await scene.saw('added a/old@5', 'deleted a/old@5', 'added a/new@20');
  });

  it('is never delivered in an older state than before, even from a server that is behind', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    watch.send('ADDED', stored('a', '1', '30'));
    watch.send('MODIFIED', stored('a', '1', '20'));
    watch.send('DELETED', stored('a', '1', '25'));
    watch.send('MODIFIED', stored('a', '1', '31'));
    await scene.saw('added a/1@30', 'modified a/1@31');
  });

  it('is not taken back to an older state by an old list, unless the server insists: a restored backup', async () => {
    scene.lists = [
      (answer) => answer.list('50', [stored('a', '1', '40')]),
      (answer) => answer.list('20', [stored('a', '1', '15')]),
    ];
    await scene.start();
    (await scene.watch(1)).error(410, 'Gone');
    await scene.saw('added a/1@40', 'modified a/1@15');
    expect(scene.errors.filter(({ message }) => message.includes('older than what is already known'))).toHaveLength(3);
  });

  it('that did not change while the watch was away is not delivered again (client-node’s informer floods its handlers)', async () => {
    const items = Array.from({ length: 50 }, (_, i) => stored(`n${i}`, `${i}`, '5'));
    scene.lists = [(answer) => answer.list('10', items)];
    await scene.start();
    await scene.reflector.synced;
    (await scene.watch(1)).error(410, 'Gone');
    await scene.watch(2);
    expect(scene.seen).toHaveLength(50);
  });
});

describe('a failure', () => {
  it('of a handler, thrown or rejected, is told and stops nothing', async () => {
    let calls = 0;
    await scene.start({
      onChange: () => {
        calls += 1;
        if (calls === 1) throw new Error('thrown');
        return Promise.reject(new Error('rejected'));
      },
    });
    const watch = await scene.watch(1);
    watch.send('ADDED', stored('a', '1', '11'));
    watch.send('ADDED', stored('b', '2', '12'));
    await eventually(() => scene.errors.length === 2);
    expect(scene.errors.map(({ message }) => message)).toEqual(['handler of configmaps: thrown', 'handler of configmaps: rejected']);
    expect(scene.reflector.store.size).toBe(2);
  });

  it('of the list, such as a resource that is not installed yet, is told and tried again', async () => {
    scene.lists = [
      (answer) => answer.status(404, 'NotFound'),
      (answer) => answer.status(403, 'Forbidden'),
      (answer) => answer.list('10', [stored('a', '1', '9')]),
    ];
    await scene.start();
    await scene.reflector.synced;
    expect(scene.errors.map(({ kind }) => kind)).toEqual(['NotFound', 'Forbidden']);
    expect(scene.seen).toEqual(['added a/1@9']);
  });

  it('inside the watch that is not about its age leads to a list as well', async () => {
    await scene.start();
    (await scene.watch(1)).error(500, 'InternalError');
    await scene.watch(2);
    expect([scene.listed, scene.errors.map(({ kind }) => kind)]).toEqual([2, ['Unknown']]);
  });

  it('of a server that is only behind or busy does not: the watch goes on where it was', async () => {
    await scene.start();
    (await scene.watch(1)).error(504, 'Timeout');
    await scene.watch(2);
    expect([scene.listed, scene.resumed]).toEqual([1, ['10', '10']]);
  });

  it('of a line that is no JSON is a broken watch', async () => {
    await scene.start();
    const watch = await scene.watch(1);
    watch.send('ADDED', stored('a', '1', '11'));
    watch.write('<html>\n');
    await scene.watch(2);
    expect(scene.resumed).toEqual(['10', '11']);
  });
});
