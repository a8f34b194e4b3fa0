import { parseArguments } from './parse.ts';

/** A flag that the operator sets itself, and what to write instead. */
export interface Conflict {
  flag: string;
  instead: string;
}

const owned: Readonly<Record<string, string>> = {
  address: 'leave it out: the operator passes --address=0.0.0.0:6565, where its starter reaches the runner',
  paused: 'set spec.paused',
  'execution-segment': 'set spec.parallelism: the operator gives each runner its segment',
  'execution-segment-sequence': 'set spec.parallelism: the operator gives each runner its segment',
  linger: 'leave it out: a runner that lingers never ends by itself, so neither does the run',
};

/** The flags of an argv that fight the operator, each once, in their order. */
export function conflictingFlags(argv: readonly string[]): Conflict[] {
  const names = new Set(parseArguments(argv).flags.map((flag) => flag.name));
  return [...names].flatMap((name) => {
    const instead = Object.hasOwn(owned, name) ? owned[name] : undefined;
    return instead === undefined ? [] : [{ flag: `--${name}`, instead }];
  });
}

/** The number of VUs that the arguments ask for; undefined where they give none or not as a plain number. The last one counts, as in k6. */
export function findVus(argv: readonly string[]): number | undefined {
  return integer(lastValue(argv, 'vus'));
}

/** The limit of requests per second (`--rps`), which k6 applies per process and does not share out by segments. */
export function findRps(argv: readonly string[]): number | undefined {
  return integer(lastValue(argv, 'rps'));
}

/** The outputs (`--out`, `-o`), such as `json=/tmp/out.json`, in their order. */
export function findOutputs(argv: readonly string[]): string[] {
  return parseArguments(argv).flags.flatMap((flag) => (flag.name === 'out' && flag.value !== undefined ? [flag.value] : []));
}

export function hasFlag(argv: readonly string[], name: string): boolean {
  return parseArguments(argv).flags.some((flag) => flag.name === name);
}

/** Whether a flag without a value of its own is on, such as `--no-setup`; the last one counts, and `=false` takes it back. */
export function isSwitchedOn(argv: readonly string[], name: string): boolean {
  const flag = parseArguments(argv).flags.findLast((one) => one.name === name);
  return flag !== undefined && !['0', 'f', 'F', 'false', 'FALSE', 'False'].some((no) => no === flag.value);
}

function lastValue(argv: readonly string[], name: string): string | undefined {
  return parseArguments(argv).flags.findLast((flag) => flag.name === name)?.value;
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : undefined;
}
