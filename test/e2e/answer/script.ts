/** How many iterations the truth test has, whatever the number of runners. */
export const iterations = 3000;

export const shapes = ['uniform', 'lognormal', 'bimodal', 'heavy'] as const;

/**
 * Does the same whoever does it: what an iteration measures depends on its number in the whole test alone, which k6 keeps unique over all execution segments.
 * The trend `skewed` is the exception: on runner 1 it is 400 ms slower.
 */
export const truthScript = `
import exec from 'k6/execution';
import { check, group, sleep } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

const trends = { uniform: new Trend('uniform', true), lognormal: new Trend('lognormal', true), bimodal: new Trend('bimodal', true), heavy: new Trend('heavy', true) };
const skewed = new Trend('skewed', true);
const counted = new Counter('counted');
const rated = new Rate('rated');
const level = new Gauge('level');

export const options = {
  scenarios: { all: { executor: 'shared-iterations', vus: 20, iterations: ${iterations}, maxDuration: '2m' } },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(50)', 'p(90)', 'p(95)', 'p(99)', 'count'],
  thresholds: {
    counted: ['count==${sum((at) => at % 7)}'],
    rated: ['rate>0.79'],
    'uniform{half:even}': ['p(95)<1000'],
    checks: ['rate>0.8'],
  },
};

export function setup() {
  return { password: 'do-not-tell-anybody' };
}

function random(seed) {
  let a = (seed + 0x6D2B79F5) | 0;
  a = Math.imul(a ^ (a >>> 15), a | 1);
  a ^= a + Math.imul(a ^ (a >>> 7), a | 61);
  return ((a ^ (a >>> 14)) >>> 0) / 4294967296;
}

function normal(at, salt) {
  return Math.sqrt(-2 * Math.log(1 - random(at * 31 + salt))) * Math.cos(2 * Math.PI * random(at * 57 + salt + 7));
}

function samples(at) {
  return {
    uniform: 10 + 490 * random(at * 3 + 1),
    lognormal: Math.exp(4 + 0.6 * normal(at, 11)),
    bimodal: (random(at * 5 + 2) < 0.7 ? 40 : 900) * (1 + 0.1 * random(at * 11 + 3)),
    heavy: 5 / Math.pow(1 - random(at * 13 + 4), 1 / 1.2),
  };
}

export default function () {
  const at = exec.scenario.iterationInTest;
  const values = samples(at);
  for (const [name, trend] of Object.entries(trends)) trend.add(values[name], { half: at % 2 === 0 ? 'even' : 'odd' });
  skewed.add(values.lognormal + (__ENV.RUNNER === '1' ? 400 : 0));
  counted.add(at % 7);
  rated.add(at % 5 !== 0);
  level.add(at % 13);
  group('outer', () => {
    check(at, { 'not every tenth': (n) => n % 10 !== 0 });
    group('inner', () => check(at, { 'all of them': () => true }));
  });
  sleep(0.02);
}

export function handleSummary(data) {
  return { stdout: 'handled ' + data.metrics.counted.values.count + ' ' + JSON.stringify(data).includes('password') + '\\n' };
}
`;

function sum(value: (at: number) => number): number {
  let total = 0;
  for (let at = 0; at < iterations; at += 1) total += value(at);
  return total;
}

export const truth = {
  counted: sum((at) => at % 7),
  rated: { passes: sum((at) => (at % 5 === 0 ? 0 : 1)), fails: sum((at) => (at % 5 === 0 ? 1 : 0)) },
  tenths: { passes: sum((at) => (at % 10 === 0 ? 0 : 1)), fails: sum((at) => (at % 10 === 0 ? 1 : 0)) },
};

/** The quantile as k6 defines it: linear between the samples next to rank share * (count - 1). */
export function quantileOf(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const [low = NaN, high = NaN] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return low + (high - low) * (rank - Math.floor(rank));
}
