import { remainingPropagation } from './memory.ts';
import { recipe, type Recipe } from './rules.ts';
import { untilDropped, untilRenewal, type Situation } from './situation.ts';
import { configurationsOf, isValid, unique, type Clocks, type Configuration, type Root, type Stored } from './state.ts';

export interface Decision {
  /** What the Secret has to become; undefined where it is right. */
  write: Recipe | undefined;
  /** The CAs that every caBundle has to hold; undefined where all do. */
  publish: Root[] | undefined;
  /** When to look again if nothing happens, ms. */
  again: number;
}

/** However far off the next thing is: the wall clock may jump. */
const longest = 30_000;
/** While the Secret is broken and somebody else may mend it. */
const soon = 100;

/**
 * The next step. Without the mutating configuration, which owns the Secret, nothing is done: the product is not there yet, or is being
 * taken away.
 */
export function decide(situation: Situation): Decision {
  if (situation.view.mutating === undefined) return { write: undefined, publish: undefined, again: longest };
  const write = recipe(situation);
  return { write, publish: write?.first === true ? undefined : toPublish(situation), again: nextMoment(situation) };
}

/** The CAs that the Secret says are to be trusted; also one whose time has not come, for the API server may have the better clock. */
export function desiredRoots({ ca, next, previous }: Stored, { wall }: Clocks): Root[] {
  return unique([ca, next, ...previous].filter((root) => root !== undefined)).filter(({ notAfter }) => wall < notAfter);
}

/** Whether a caBundle of the configuration holds anything else than these CAs. */
export function differs(configuration: Configuration, roots: Root[]): boolean {
  const wanted = idsOf(roots);
  return configuration.bundles.some((bundle) => !bundle.clean || idsOf(bundle.roots) !== wanted);
}

const idsOf = (roots: Root[]): string => roots.map(({ id }) => id).sort().join();

function toPublish({ view, clocks }: Situation): Root[] | undefined {
  if (view.secret === undefined || !isValid(view.secret.ca, clocks)) return undefined;
  const roots = desiredRoots(view.secret, clocks);
  const wrong = configurationsOf(view).some((configuration) => configuration !== undefined && differs(configuration, roots));
  return wrong ? roots : undefined;
}

/** ms until time alone changes what is decided, or which leaf is served. */
function nextMoment(situation: Situation): number {
  const { view: { secret }, memory, clocks, settings: { times } } = situation;
  if (secret?.ca === undefined || !isValid(secret.ca, clocks)) return soon;
  const arriving = [secret.ca, secret.next].filter((root) => root !== undefined);
  const moments = [
    untilRenewal(secret.ca, times.caLifetime, situation),
    secret.leaf === undefined ? 0 : untilRenewal(secret.leaf, times.leafLifetime, situation),
    ...arriving.map((root) => remainingPropagation(memory, root, clocks, times.propagation)),
    ...secret.previous.map((root) => untilDropped(root, situation)),
  ];
  // What is overdue waits for something else than time.
  return Math.min(longest, ...moments.filter((ms) => ms > 0));
}
