import { progressLine } from '../output/runtext.ts';
import type { RunObjects } from '../view/children.ts';
import { numbersLine } from '../view/numbers.ts';
import { runView } from '../view/tree.ts';
import { Pace } from './pace.ts';

/** Makes lines for a log of what a run becomes: another one where its state changed, and now and then new numbers; else the last one again. */
export function pacedLines(clock = (): number => performance.now()): (objects: RunObjects) => string {
  const pace = new Pace();
  let state = '';
  let line = '';
  return (objects) => {
    const next = progressLine(runView(objects, { now: Date.now(), whole: false }));
    const { summary } = objects.run.status ?? {};
    const numbers = summary === undefined ? '' : numbersLine(summary);
    if (next === state && (numbers === '' || !pace.due(clock()))) return line;
    if (numbers !== '') pace.told(clock());
    state = next;
    line = numbers === '' ? next : `${next} | ${numbers}`;
    return line;
  };
}
