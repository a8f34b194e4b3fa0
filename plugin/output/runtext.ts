import type { Node, RunView } from '../view/tree.ts';
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
}

const utf8: Glyphs = { branch: '├─ ', last: '└─ ', pass: '│  ', gap: '   ', marks: { good: '✓', bad: '✗', busy: '●', caution: '◌' } };
const ascii: Glyphs = { branch: '|- ', last: '`- ', pass: '|  ', gap: '   ', marks: { good: '+', bad: 'x', busy: '*', caution: 'o' } };

/** By the locale, as POSIX orders its variables; without any, UTF-8 is what terminals have. */
export function glyphsFor(env: NodeJS.ProcessEnv): Glyphs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? utf8 : ascii;
}

/** A run on the screen: the verdict first, then why, then the tree of its runners and pods. */
export function runText(view: RunView, paint: Paint, glyphs: Glyphs): string {
  const facts = table([], view.facts.map(({ name, value }) => [paint('dim', name), value]));
  const tree = table([], treeRows(view.nodes, paint, glyphs));
  return [verdictText(view, paint, glyphs), '', ...facts, ...(tree.length > 0 ? ['', ...tree] : [])].join('\n');
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
