import type { Tone } from '../output/paint.ts';
import { childrenOf, type Child, type RunObjects } from './children.ts';
import { figuresOf, type Figure } from './numbers.ts';
import { labelsText, ran, skew } from './rows.ts';
import { thresholdLinesOf, type ThresholdLine } from './thresholds.ts';
import { age } from './time.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** A line of a tree, with what hangs below it. */
export interface Node {
  label: string;
  word: string;
  tone: Tone;
  detail: string;
  children: Node[];
}

/** All that is shown of one run, before anything is drawn. */
export interface RunView {
  /** `k6/my-run`, as the commands take it. */
  title: string;
  namespace: string;
  verdict: Verdict;
  exitCode?: number;
  thresholds: ThresholdLine[];
  /** How many thresholds beside these hold. */
  moreThresholds: number;
  /** What the runners measured until now. */
  figures: Figure[];
  /** What is missing from the figures, a sentence each. */
  notes: readonly string[];
  facts: Figure[];
  nodes: Node[];
}

/** From so many runners on those that do the same are shown as one line. */
const mostSingly = 20;

/**
 * @param whole one line for each runner and pod, however many there are
 * @param labels whether the run's labels are shown, default false
 */
export function runView(objects: RunObjects, { now, whole, labels = false }: { now: number; whole: boolean; labels?: boolean }): RunView {
  const { run } = objects;
  const children = childrenOf(objects);
  const many = !whole && children.length > mostSingly;
  const { exitCode } = run.status ?? {};
  return {
    title: `${run.kind.toLowerCase()}/${run.metadata.name}`,
    namespace: run.metadata.namespace,
    verdict: verdictOf(run),
    ...(exitCode !== undefined && { exitCode }),
    ...measured(run, now, whole),
    facts: [...factsOf(objects, now), ...(labels ? [{ name: 'Labels', value: labelsText(run) }] : [])],
    nodes: many ? grouped(children) : children.map((child) => nodeOf(child)),
  };
}

function measured({ status }: RunObjects['run'], now: number, whole: boolean): Pick<RunView, 'thresholds' | 'moreThresholds' | 'figures' | 'notes'> {
  const { summary, thresholds = [] } = status ?? {};
  const { lines, more } = thresholdLinesOf(thresholds, whole);
  return { thresholds: lines, moreThresholds: more, figures: summary === undefined ? [] : figuresOf(summary, now), notes: summary?.notes ?? [] };
}

function factsOf({ run: { metadata, spec, status, ...run } }: RunObjects, now: number): RunView['facts'] {
  const whole = { ...run, metadata, spec, ...(status !== undefined && { status }) };
  const started = status?.start === undefined ? '' : `${status.start.time} (${age(status.start.time, now)} ago)`;
  const facts = [
    ['Created', `${metadata.creationTimestamp ?? ''} (${age(metadata.creationTimestamp, now)} ago)`],
    ['Started', started],
    ['Skew', skew(whole)],
    ['Ran', ran(whole, now)],
    ['Runners', counts(whole.status?.runners)],
    ['Script', scriptOf(spec)],
  ] as const;
  return facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function counts(runners: NonNullable<RunObjects['run']['status']>['runners']): string {
  if (runners === undefined) return '';
  const { total, ready, running, succeeded, failed } = runners;
  const parts = [[running, 'running'], [ready, 'ready'], [succeeded, 'succeeded'], [failed, 'failed']] as const;
  return [`${total} in all`, ...parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)].join(', ');
}

function scriptOf({ script }: RunObjects['run']['spec']): string {
  const { configMap, volumeClaim, localFile } = script;
  if (configMap !== undefined) return `configmap/${configMap.name} ${configMap.file ?? ''}`.trimEnd();
  return volumeClaim === undefined ? localFile ?? '' : `persistentvolumeclaim/${volumeClaim.name} ${volumeClaim.file ?? ''}`.trimEnd();
}

function nodeOf({ role, index, word, tone, detail, pods }: Child): Node {
  return {
    label: role === 'runner' ? `runner ${index}` : role, word, tone, detail,
    children: pods.map(({ name, phase, node }) => ({ label: `pod/${name}`, word: phase, tone: 'dim', detail: node === '' ? '' : `on ${node}`, children: [] })),
  };
}

/** Neighbours that do the same and as they should become one line; whoever is in trouble keeps one of their own. */
function grouped(children: readonly Child[]): Node[] {
  const groups: Child[][] = [];
  for (const child of children) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && alike(first, child)) last.push(child);
    else groups.push([child]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group.map(nodeOf);
    return [{ ...nodeOf(first), label: `runners ${first.index}-${group.at(-1)?.index ?? ''}`, children: [] }];
  });
}

function alike(a: Child, b: Child): boolean {
  return a.role === 'runner' && b.role === 'runner' && a.tone !== 'bad' && a.word === b.word && (a.detail === b.detail || a.word === 'Waiting');
}
