import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { admitted, advice, refusalMessage, refusals } from '../../../api/admission/index.ts';
import { withDefaults } from '../../../api/defaults.ts';
import { isObject, type JsonObject } from '../../../api/json.ts';
import { validateRun, validateUpdate, warnRun } from '../../../api/validation/index.ts';
import { aManifest } from '../builders.ts';
import { wholeSpec } from '../examples.ts';
import { anyRun } from './runs.ts';

const images = { runner: 'grafana/k6:1.8.1' };
const limits = { maxParallelism: 500 };
const policy = { images, limits };

/** Puts a change through all that admission is made of, and holds it to what must be true of any JSON. */
function survive(given: unknown, before?: unknown): void {
  const change = { object: given, ...(before !== undefined && { before }) };
  const original = fingerprint(change);
  const object = admitted(change, images);
  const admittedChange = { ...change, object };
  const findings = refusals(admittedChange, policy);
  const warnings = advice(admittedChange, { nodes: 1 });
  // Compared without Jest's matchers, which would take minutes to show what is too deep to be shown.
  must(admitted(admittedChange, images) === object, 'a second pass changes nothing');
  must(findings.every(({ path, message }) => path.length + message.length < 1000), 'no finding is long');
  must(refusalMessage(findings).length < 40_000, 'no message is long');
  must(!warnings.some((warning) => /[\p{Cc}\p{Cf}]|undefined/u.test(warning)), 'warnings are printable');
  for (const side of [given, before]) {
    validateRun(withDefaults(side, images), limits);
    warnRun(side);
    validateUpdate(side, given);
  }
  must(fingerprint(change) === original, 'nothing that was given is changed');
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Whether a value was changed; of one that is too deep to be written out nothing is said. */
function fingerprint(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

const scalar = fc.oneof(fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e30, '', 'a', '1000mi', '\0', '\u202e', '\ud800', '🙂'.repeat(50), 'x'.repeat(2000)), fc.string({ unit: 'binary' }));
const odd = fc.oneof(scalar, fc.jsonValue() as Arbitrary<unknown>, fc.constantFrom<unknown>([], {}, [null], [[]], JSON.parse('{"__proto__": {"image": 5}, "constructor": 1}'), Array.from({ length: 300 }, (_, index) => ({ name: index }))));

/** Every place of a value, as the keys that lead there. */
function placesOf(value: unknown, at: string[] = []): string[][] {
  const inner = isObject(value) ? Object.entries(value) : Array.isArray(value) ? value.map((item, index) => [String(index), item] as const) : [];
  return [at, ...inner.flatMap(([key, item]) => placesOf(item, [...at, key]))];
}

function putAt(value: unknown, [key, ...rest]: string[], wanted: unknown): unknown {
  if (key === undefined) return wanted;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? putAt(item, rest, wanted) : item as unknown));
  return isObject(value) ? Object.fromEntries([...Object.entries(value).filter(([name]) => name !== key), [key, putAt(value[key], rest, wanted)]]) : value;
}

/** A run with every field of which one to four places say something else. */
const mangled: Arbitrary<unknown> = fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }).map((changes) => changes.reduce<unknown>((run, [pick, wanted]) => {
  const places = placesOf(run);
  return putAt(run, places[pick % places.length] ?? [], wanted);
}, { ...aManifest(wholeSpec), status: { stage: 'started' } }));

describe('admission', () => {
  it('survives any JSON, as a create and as an update', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.option(fc.jsonValue(), { nil: undefined }), survive));
  });

  it('survives runs that were mangled at any place, as a create and as an update', () => {
    fc.assert(fc.property(mangled, fc.option(mangled, { nil: undefined }), survive), { numRuns: 100 });
  });

  it('lets through on a second pass what it let through on the first', () => {
    fc.assert(fc.property(anyRun, (run) => survive(run)), { numRuns: 150 });
  });

  it('overwrites nothing that the user set', () => {
    fc.assert(fc.property(anyRun, (run) => {
      const { spec } = admitted({ object: run }, images) as { spec: JsonObject };
      expect(spec).toMatchObject(inTodaysWords(run.spec as JsonObject));
    }), { numRuns: 150 });
  });

  it('survives JSON that is nested more deeply than a stack is', () => {
    const deep = (open: string, close: string): unknown => JSON.parse(`${open.repeat(100_000)}1${close.repeat(100_000)}`);
    for (const nested of [deep('[', ']'), deep('{"nodeselector":', '}')]) {
      for (const place of [[], ['spec'], ['spec', 'script'], ['spec', 'runner'], ['spec', 'runner', 'affinity'], ['metadata']]) {
        const run = putAt({ ...aManifest(wholeSpec), status: { stage: 'started' } }, place, nested);
        survive(run);
        survive(run, putAt(run, place, deep('[', ']')));
      }
    }
  });

  it.each<[string, JsonObject]>([
    ['volumes', { runner: { volumes: many(20_000, (index) => ({ name: `v${index}`, emptyDir: {} })) } }],
    ['words', { args: many(60_000, () => 'a') }],
    ['letters in one word', { arguments: `-${'q'.repeat(130_000)}` }],
    ['escaped quotes in one that stays open', { arguments: `"${'\\"'.repeat(60_000)}` }],
    ['words that are too many', { arguments: 'a "b" '.repeat(60_000) }],
  ])('survives a great many %s', (_, spec) => {
    survive(aManifest({ script: { localFile: '/a' }, ...spec }));
  });
});

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** What the user set, with the spellings of 2022 where the defaults move them to. */
function inTodaysWords({ image, runner, ...spec }: JsonObject): JsonObject {
  const renamed = (settings: unknown): JsonObject => {
    const { nodeselector, ...rest } = settings as JsonObject;
    return { ...(nodeselector !== undefined && { nodeSelector: nodeselector }), ...rest };
  };
  const { scuttle } = spec;
  const blocks = Object.fromEntries(['starter', 'initializer'].filter((block) => isObject(spec[block])).map((block) => [block, renamed(spec[block])]));
  const logging = isObject(scuttle) && typeof scuttle.scuttleLogging === 'boolean'
    ? { scuttle: { ...Object.fromEntries(Object.entries(scuttle).filter(([key]) => key !== 'scuttleLogging')), disableLogging: !scuttle.scuttleLogging } } : {};
  return { ...spec, ...blocks, ...logging, ...((runner !== undefined || image !== undefined) && { runner: { ...(image !== undefined && { image }), ...renamed(runner ?? {}) } }) };
}
