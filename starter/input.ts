import { isIP } from 'node:net';
import { starterActions, type StarterAction } from '../api/starterreport.ts';

/** One runner to start: its 1-based index and its pod's address. */
export interface Target {
  readonly runner: number;
  readonly ip: string;
}

export interface Input {
  readonly action: StarterAction;
  readonly targets: readonly Target[];
  readonly port: number;
  /** How long the barrier may take with setup(), or the stop, or the teardown with the wait for its turn. */
  readonly timeoutMilliseconds: number;
  /** Runner 1 runs setup() before the start, for all of them. */
  readonly setupOnce: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The input is wrong; the message names the variable and what it holds. */
export class InvalidInput extends Error {}

function parseAction(argument: string | undefined): StarterAction {
  const action = starterActions.find((known) => known === argument);
  if (action !== undefined) return action;
  throw new InvalidInput(`the first argument must be one of ${starterActions.join(', ')}, not "${argument ?? ''}"`);
}

function parseTarget(word: string): Target {
  const at = word.indexOf('=');
  const index = word.slice(0, at);
  const ip = word.slice(at + 1);
  if (at < 1 || !/^[1-9]\d{0,6}$/.test(index) || isIP(ip) === 0) {
    throw new InvalidInput(`K6_TARGETS: "${word.slice(0, 80)}" is not <index>=<ip>`);
  }
  return { runner: Number(index), ip };
}

/** A runner named twice would be started twice; two runners behind one address would be one runner. */
function refuseDuplicates(targets: readonly Target[]): void {
  const runners = new Set<number>();
  const ips = new Map<string, number>();
  for (const { runner, ip } of targets) {
    const other = ips.get(ip);
    if (runners.has(runner)) throw new InvalidInput(`K6_TARGETS names runner ${runner} twice`);
    if (other !== undefined) throw new InvalidInput(`K6_TARGETS gives the runners ${other} and ${runner} the same address ${ip}`);
    runners.add(runner);
    ips.set(ip, runner);
  }
}

function parseTargets(text: string | undefined): Target[] {
  const targets = (text ?? '').split(/\s+/).filter((word) => word !== '').map(parseTarget);
  if (targets.length === 0) throw new InvalidInput('K6_TARGETS is empty');
  refuseDuplicates(targets);
  return targets;
}

function parseNumber(name: string, text: string | undefined, [low, high]: readonly [number, number]): number {
  const value = Number(text);
  if (text === undefined || text.trim() === '' || !(value >= low && value <= high)) {
    throw new InvalidInput(`${name}: "${text ?? ''}" is not a number from ${low} to ${high}`);
  }
  return value;
}

const portRange = [1, 65_535] as const;
/** A day: longer than any barrier, and short enough for a timer. */
const timeoutRange = [0.1, 86_400] as const;

function parseSetup(text: string | undefined): boolean {
  if (text === undefined || text === '' || text === 'once') return text === 'once';
  throw new InvalidInput(`K6_SETUP: "${text.slice(0, 80)}" is not "once"`);
}

/** For setup() once, or teardown() once, there must be a runner that has it. */
function refuseWithoutFirst({ action, targets, setupOnce }: Input): void {
  if (action === 'teardown' && targets.length > 1) throw new InvalidInput('K6_TARGETS: teardown takes one runner alone');
  if (setupOnce && !targets.some(({ runner }) => runner === 1)) throw new InvalidInput('K6_TARGETS has no runner 1 for setup()');
}

/** Reads `start|stop|teardown` and the variables K6_TARGETS, K6_PORT (default 6565), K6_TIMEOUT_SECONDS and K6_SETUP. Throws InvalidInput. */
export function parseInput(argument: string | undefined, env: Environment): Input {
  const input: Input = {
    action: parseAction(argument),
    targets: parseTargets(env['K6_TARGETS']),
    port: Math.trunc(parseNumber('K6_PORT', env['K6_PORT'] ?? '6565', portRange)),
    timeoutMilliseconds: parseNumber('K6_TIMEOUT_SECONDS', env['K6_TIMEOUT_SECONDS'], timeoutRange) * 1000,
    setupOnce: parseSetup(env['K6_SETUP']),
  };
  refuseWithoutFirst(input);
  return input;
}
