import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { wholeSpec } from '../api/examples.ts';
import { aRun } from '../api/builders.ts';
import { aReview } from './reviews.ts';
import { responseOf, serve, type Serving } from './serving.ts';

jest.setTimeout(60_000);

let serving: Serving;
beforeAll(async () => {
  serving = await serve();
});
afterAll(() => serving.close());

const paths = fc.constantFrom('/mutate', '/validate');

/** What a mangling draws from: numbers that follow from a seed, and what to put in place of fields. */
const draws = fc.record({
  seed: fc.nat(),
  others: fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1 }),
  names: fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'spec')), { minLength: 1 }),
});
type Draws = typeof draws extends fc.Arbitrary<infer T> ? T : never;

/** A copy of `value` in which some fields are something else and some have another name. */
function mangled(value: unknown, { seed, others, names }: Draws): unknown {
  let state = seed;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const copy = (item: unknown): unknown => {
    if (draw(30) === 0) return others[draw(others.length)];
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [draw(30) === 0 ? names[draw(names.length)] : name, copy(inner)]));
  };
  return copy(value);
}

async function worksStill(): Promise<void> {
  const review = aReview();
  expect(responseOf(await serving.post('/mutate', review))).toMatchObject({ uid: review.request['uid'], allowed: true });
}

it('every review of a mangled run is answered, allowed or refused with a cause', async () => {
  await fc.assert(fc.asyncProperty(paths, draws, draws, fc.boolean(), async (path, ofObject, ofBefore, isUpdate) => {
    const whole = aRun(wholeSpec, { status: { stage: 'created' } });
    const review = aReview({ object: mangled(whole, ofObject), ...(isUpdate && { before: mangled(whole, ofBefore) }) });
    const answered = await serving.post(path, review);
    const { uid, allowed, status } = responseOf(answered);
    expect([answered.status, uid]).toEqual([200, review.request['uid']]);
    if (!allowed) expect(status).toMatchObject({ code: 422, details: { causes: expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]) } });
  }), { numRuns: 100 });
  await worksStill();
});

it('every mangled review is answered or refused, and no fault of the server\'s own', async () => {
  await fc.assert(fc.asyncProperty(paths, draws, async (path, stream) => {
    const { status } = await serving.post(path, JSON.stringify(mangled(aReview(), stream)));
    expect([200, 400]).toContain(status);
  }), { numRuns: 100 });
  await worksStill();
});

it('no bytes bring it down, within HTTP or in its place', async () => {
  await fc.assert(fc.asyncProperty(paths, fc.uint8Array({ maxLength: 2000 }), async (path, bytes) => {
    const { status } = await serving.send({ path, headers: { 'content-type': 'application/json' }, body: Buffer.from(bytes) });
    expect([200, 400, 415]).toContain(status);
  }), { numRuns: 100 });
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), async (bytes) => {
    const socket = connect({ port: serving.server.port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', () => undefined);
    await once(socket, 'secureConnect');
    socket.end(Buffer.from(bytes));
    await once(socket.resume(), 'close');
  }), { numRuns: 30 });
  await worksStill();
  expect(serving.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
