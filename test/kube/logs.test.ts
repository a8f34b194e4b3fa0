import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { followLog, followLogBatches, type FollowOptions } from '../../kube/logs.ts';
import { startFakeApiServer, type FakeApiServer, type FakeAnswer } from '../fakes/apiserver.ts';
import { all, eventually, failure } from './helpers.ts';

let server: FakeApiServer;
/** The pod's container, as the fake API server tells it. */
let state: 'waiting' | 'running' | 'terminated' | 'deleted';
/** Log streams that are open, for the test to drive. */
let streams: ServerResponse[];
/** Answers of the log calls to come; after the last one streams open. */
let scripts: ((answer: FakeAnswer) => void)[];

beforeEach(async () => {
  [state, streams, scripts] = ['running', [], []];
  server = await startFakeApiServer((answer) => {
    if (!answer.call.path.endsWith('/log')) pod(answer);
    else if (scripts.length > 0) scripts.shift()?.(answer);
    else if (state === 'waiting') answer.status(400, 'BadRequest');
    else open(answer);
  });
});
afterEach(() => server.close());

const pod = (answer: FakeAnswer): void => {
  if (state === 'deleted') answer.status(404, 'NotFound');
  else answer.json({ status: { phase: 'Running', containerStatuses: [{ name: 'k6', state: { [state]: {} } }] } });
};
const open = ({ response }: FakeAnswer): void => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  streams.push(response);
};
const line = (second: number, text: string): string => `2026-01-02T03:04:0${second}.000000001Z ${text}\n`;
const whole = (...lines: string[]) => (answer: FakeAnswer): void => answer.text(lines.join(''));
const follow = (more: Partial<FollowOptions> = {}): Promise<string[]> =>
  all(followLog(server.client, { namespace: 'load', name: 'run-1', container: 'k6', ...more })).then((lines) => lines.map((taken) => taken.line));
const logCalls = (): Record<string, string>[] =>
  server.calls.filter(({ path }) => path.endsWith('/log')).map(({ query }) => Object.fromEntries(query));

describe('a followed log', () => {
  it('is every line, once, over a cut in the middle of a line', async () => {
    const lines = follow();
    (await eventually(() => streams[0])).write(line(1, 'one') + line(2, 'two') + line(3, 'three').slice(0, 35));
    setTimeout(() => streams[0]?.socket?.resetAndDestroy(), 50);
    const second = await eventually(() => streams[1]);
    second.write(line(1, 'one') + line(2, 'two') + line(3, 'three') + line(3, 'four'));
    state = 'terminated';
    scripts = [whole(line(2, 'two'), line(3, 'three'), line(3, 'four'))];
    second.end();
    expect(await lines).toEqual(['one', 'two', 'three', 'four']);
    expect(logCalls().map(({ sinceTime, follow: follows }) => [sinceTime, follows])).toEqual([
      [undefined, 'true'], ['2026-01-02T03:04:01.000Z', 'true'], ['2026-01-02T03:04:02.000Z', 'false'],
    ]);
  });

  it('does not end with the stream but with the container: the kubelet may have restarted', async () => {
    const lines = follow();
    (await eventually(() => streams[0])).end(line(1, 'one'));
    const second = await eventually(() => streams[1]);
    state = 'terminated';
    second.end(line(1, 'one') + line(2, 'two'));
    scripts = [whole(line(2, 'two'), line(3, 'last words'))];
    expect(await lines).toEqual(['one', 'two', 'last words']);
  });

  it('comes in few batches though the server sends each line by itself', async () => {
    const batches = all(followLogBatches(server.client, { namespace: 'load', name: 'run-1', container: 'k6' }));
    const stream = await eventually(() => streams[0]);
    for (let i = 0; i < 40; i += 1) {
      stream.write(line(1, `${i}`));
      await new Promise(setImmediate);
    }
    state = 'terminated';
    scripts = [whole(line(1, '39'))];
    stream.end();
    const seen = await batches;
    expect(seen.flat().map((taken) => taken.line)).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`));
    expect(seen.length).toBeLessThan(20);
  });

  it('keeps a last line that the container did not end', async () => {
    state = 'terminated';
    scripts = [whole(line(1, 'one')), whole(line(1, 'one'), line(2, 'no end').trimEnd())];
    expect(await follow()).toEqual(['one', 'no end']);
  });

  it('waits for a container that has not started', async () => {
    state = 'waiting';
    const lines = follow();
    await eventually(() => logCalls().length >= 2);
    state = 'terminated';
    scripts = [whole(line(1, 'one')), whole(line(1, 'one'))];
    expect(await lines).toEqual(['one']);
  });

  it('ends when its pod is deleted, with what there was', async () => {
    const lines = follow();
    const stream = await eventually(() => streams[0]);
    state = 'deleted';
    scripts = [(answer) => answer.status(404, 'NotFound')];
    stream.end(line(1, 'one'));
    expect(await lines).toEqual(['one']);
  });

  it('waits for no more than a moment behind others, though they are silent', async () => {
    const many = Array.from({ length: 12 }, () => follow());
    await eventually(() => streams.length === 12);
    state = 'terminated';
    scripts = many.map(() => whole(line(1, 'one')));
    for (const stream of streams) stream.end(line(1, 'one'));
    expect(await Promise.all(many)).toEqual(many.map(() => ['one']));
  });

  it('that falls silent is taken up again, and loses nothing', async () => {
    const lines = follow({ idleMs: 150 });
    (await eventually(() => streams[0])).write(line(1, 'one'));
    const second = await eventually(() => streams[1]);
    state = 'terminated';
    scripts = [whole(line(1, 'one'), line(2, 'two'))];
    second.end(line(1, 'one') + line(2, 'two'));
    expect(await lines).toEqual(['one', 'two']);
  });

  it('ends at once, with the caller’s reason, when the caller aborts', async () => {
    const end = new AbortController();
    const lines = failure(follow({ signal: end.signal }));
    await eventually(() => streams[0]);
    end.abort(new Error('enough'));
    expect(await lines).toMatchObject({ kind: 'Aborted', cause: new Error('enough') });
  });

  it('lets go of its connection when the reader stops early', async () => {
    const reading = (async () => {
      for await (const { line: text } of followLog(server.client, { namespace: 'load', name: 'run-1', container: 'k6' })) return text;
      return undefined;
    })();
    const stream = await eventually(() => streams[0]);
    stream.write(line(1, 'one'));
    expect(await reading).toBe('one');
    await eventually(() => stream.destroyed);
  });

  it('of no pod is an error', async () => {
    state = 'deleted';
    scripts = [(answer) => answer.status(404, 'NotFound')];
    expect((await failure(follow())).kind).toBe('NotFound');
  });

  it('asks for the last lines only at first, none of them too', async () => {
    state = 'terminated';
    scripts = [whole(), whole()];
    await follow({ tailLines: 0 });
    expect(logCalls()[0]).toEqual({ container: 'k6', follow: 'true', timestamps: 'true', tailLines: '0' });
  });
});

describe('a log that is not followed', () => {
  it('ends with what is there', async () => {
    scripts = [whole(line(1, 'one'), line(2, 'two'))];
    expect(await follow({ follow: false })).toEqual(['one', 'two']);
    expect(logCalls()).toHaveLength(1);
  });

  it('of a container that has not started is an error', async () => {
    state = 'waiting';
    expect((await failure(follow({ follow: false }))).kind).toBe('Invalid');
  });
});
