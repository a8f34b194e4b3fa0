import { execa } from 'execa';
import { launch } from '../starter/forms.ts';
import { figureLine, median, type Figure } from './figure.ts';
import { realRunners, simulatedRunners, type Crowd } from './runners.ts';

interface Measured {
  /** How far apart the first and the last runner started, by the runners' own clocks. Milliseconds. */
  skew: number;
  /** The bound that the starter itself reported. */
  bound?: number;
}

type Method = (crowd: Crowd) => Promise<number | undefined>;

async function byForm(form: 'node' | 'dash', { targets, port }: Crowd): Promise<number | undefined> {
  const { report } = await launch(form, 'start', { K6_TARGETS: targets, K6_PORT: String(port), K6_TIMEOUT_SECONDS: '120' }).ended;
  if (!report.ok) throw new Error(`the starter failed: ${JSON.stringify(report)}`);
  return report.skewMilliseconds;
}

/** What the starter of 2022 did, read from stdin since 725 runners and more would not have fitted into one argument. */
async function oneByOne({ targets, port }: Crowd): Promise<undefined> {
  const body = JSON.stringify({ data: { attributes: { paused: false, stopped: false }, id: 'default', type: 'status' } });
  const ips = targets.split(' ').map((target) => target.replace(/^\d+=/, ''));
  const curls = ips.map((ip) => `curl --retry 3 -s -X PATCH -H 'Content-Type: application/json' http://${ip}:${port}/v1/status -d '${body}' >/dev/null`);
  await execa('sh', ['-s'], { input: curls.join(';') });
}

const baseline = 'one curl after another';
const methods: Record<string, Method> = {
  starter: (crowd) => byForm('node', crowd),
  'shell form': (crowd) => byForm('dash', crowd),
  [baseline]: oneByOne,
};

async function measure(method: Method, gather: () => Promise<Crowd>): Promise<Measured> {
  const crowd = await gather();
  try {
    const bound = await method(crowd);
    const starts = await crowd.starts();
    return { skew: Math.max(...starts) - Math.min(...starts), ...(bound === undefined ? {} : { bound }) };
  } finally {
    await crowd.dismiss();
  }
}

function note(rounds: readonly Measured[]): string {
  const skews = rounds.map(({ skew }) => skew.toFixed(1)).join(', ');
  const bounds = rounds.flatMap(({ bound }) => bound?.toFixed(1) ?? []).join(', ');
  return `rounds: ${skews}${bounds === '' ? '' : `; reported bounds: ${bounds}`}`;
}

/** A thousand curls one after another take most of a minute: once will do. */
interface Rounds {
  rounds: number;
  baselineRounds: number;
}

/** Every method on the same kind of crowd, in turns, so that a busy machine is busy for all of them. */
async function compare(crowdName: string, gather: () => Promise<Crowd>, { rounds, baselineRounds }: Rounds): Promise<Figure[]> {
  const measured = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, method] of Object.entries(methods)) {
      if (name === baseline && round >= baselineRounds) continue;
      measured.set(name, [...(measured.get(name) ?? []), await measure(method, gather)]);
    }
  }
  const skewOf = (name: string): number => median((measured.get(name) ?? []).map(({ skew }) => skew));
  return [...measured].map(([name, all]): Figure => ({
    name: `start skew, ${crowdName}, ${name}`,
    value: skewOf(name),
    unit: 'ms',
    note: note(all),
    ...(name === baseline ? {} : { ratio: { to: `smaller than ${baseline}`, value: skewOf(baseline) / skewOf(name) } }),
  }));
}

/**
 * The start skew of real and of simulated runners with our starter, our shell form, and one curl after another as in 2022. The values are
 * medians of what the receivers saw: for real k6 the script's own clock in the first iteration (whole milliseconds), for simulated ones the
 * moment at which their process had read the whole PATCH.
 */
export async function benchSkew(rounds = 3): Promise<Figure[]> {
  return [
    ...(await compare('100 real k6', () => realRunners(100), { rounds, baselineRounds: rounds })),
    ...(await compare('500 simulated', () => simulatedRunners(500), { rounds, baselineRounds: 1 })),
    ...(await compare('1000 simulated', () => simulatedRunners(1000), { rounds, baselineRounds: 1 })),
  ];
}

if (process.argv[1] === import.meta.filename) {
  for (const figure of await benchSkew()) console.log(figureLine(figure));
}
