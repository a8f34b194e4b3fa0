import type { Node, RunView } from '../view/tree.ts';
import type { ThresholdLine } from '../view/thresholds.ts';
import type { Verdict } from '../view/verdict.ts';
import type { Paint, Tone } from './paint.ts';
import { table } from './table.ts';

/** Drawing characters for terminals that know UTF-8, and for those that do not. */
export interface Glyphs {
  branch: string;
  last: string;
  pass: string;
  gap: string;
  marks: Partial<Record<Tone, string>>;
  /** Of what may be either. */
  within: string;
}

const utf8: Glyphs = { branch: '├─ ', last: '└─ ', pass: '│  ', gap: '   ', marks: { good: '✓', bad: '✗', busy: '●', caution: '◌' }, within: '±' };
const ascii: Glyphs = { branch: '|- ', last: '`- ', pass: '|  ', gap: '   ', marks: { good: '+', bad: 'x', busy: '*', caution: 'o' }, within: '~' };

/** By the locale, as POSIX orders its variables; without any, UTF-8 is what terminals have. */
export function glyphsFor(env: NodeJS.ProcessEnv): Glyphs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? utf8 : ascii;
}

/** A run on the screen: the verdict first, then why, then what it measured, then the tree of its runners and pods. */
export function runText(view: RunView, paint: Paint, glyphs: Glyphs): string {
  const facts = table([], view.facts.map(({ name, value }) => [paint('dim', name), value]));
  const tree = table([], treeRows(view.nodes, paint, glyphs));
  const blocks = [thresholdsText(view, paint, glyphs), figuresText(view, paint), facts, tree].filter((lines) => lines.length > 0);
  return [verdictText(view, paint, glyphs), ...blocks.flatMap((lines) => ['', ...lines])].join('\n');
}

/** One line for each threshold: whether it holds, on what, and what was observed. */
export function thresholdsText({ thresholds, moreThresholds }: Pick<RunView, 'thresholds' | 'moreThresholds'>, paint: Paint, glyphs: Glyphs): string[] {
  const rows = thresholds.map(({ state, metric, expression, observed }) => [`${thresholdMark(state, paint, glyphs)} ${metric}`, expression, observed]);
  return [...table([], rows), ...(moreThresholds === 0 ? [] : [`${moreThresholds} more ${moreThresholds === 1 ? 'threshold' : 'thresholds'}: see -o wide`])];
}

function thresholdMark(state: ThresholdLine['state'], paint: Paint, glyphs: Glyphs): string {
  switch (state) {
    case 'Passed': return paint('good', glyphs.marks.good ?? '');
    case 'Failed': return paint('bad', glyphs.marks.bad ?? '');
    case 'Indeterminate': return paint('caution', glyphs.within);
    case 'Pending': return paint('dim', glyphs.marks.caution ?? '');
  }
}

/** The run's numbers, and what is missing from them. */
export function figuresText({ figures, notes }: Pick<RunView, 'figures' | 'notes'>, paint: Paint): string[] {
  return [...table([], figures.map(({ name, value }) => [paint('dim', name), value])), ...notes.map((note) => `note: ${note}`)];
}

/** The verdict, and the reason below it. */
export function verdictText({ verdict, title, namespace, exitCode }: RunView, paint: Paint, glyphs: Glyphs): string {
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  const head = `${mark(verdict, glyphs)}${paint('strong', paint(verdict.tone, verdict.word))}  ${title} in namespace ${namespace}${code}`;
  const why = [verdict.reason, verdict.message].filter((part) => part !== undefined && part !== '').join(': ');
  return why === '' ? head : `${head}\n  ${why}`;
}

function mark({ tone }: Pick<Verdict, 'tone'>, glyphs: Glyphs): string {
  const sign = glyphs.marks[tone];
  return sign === undefined ? '' : `${sign} `;
}

function treeRows(nodes: readonly Node[], paint: Paint, glyphs: Glyphs, before = ''): string[][] {
  return nodes.flatMap((node, at) => {
    const isLast = at === nodes.length - 1;
    const row = [before + (isLast ? glyphs.last : glyphs.branch) + node.label, paint(node.tone, node.word), node.detail];
    return [row, ...treeRows(node.children, paint, glyphs, before + (isLast ? glyphs.gap : glyphs.pass))];
  });
}

/** One line that says how the run stands, for a log. */
export function progressLine({ verdict, title, facts }: RunView): string {
  const runners = facts.find(({ name }) => name === 'Runners')?.value;
  const why = [verdict.reason, verdict.message].filter((part) => part !== undefined && part !== '').join(': ');
  return [`${title} ${verdict.word}`, runners, why].filter((part) => part !== undefined && part !== '').join(' | ');
}
