import { shownValue } from '../format.ts';
import { html, type Html } from '../html.ts';
import { runnerColumns, type RunnerCell, type RunnerRow } from '../view/runners.ts';
import type { ThresholdRow } from '../view/thresholds.ts';
import type { ReportView } from '../view/view.ts';
import { table } from './table.ts';

const states: Record<ThresholdRow['state'], [sign: string, word: string]> = {
  passed: ['✓', 'passed'], failed: ['✗', 'failed'], indeterminate: ['≈', 'too close to tell'], unknown: ['–', 'no value, so passed'],
};

export function thresholdsSection({ thresholds }: ReportView): Html {
  if (thresholds.length === 0) return html`<section id="thresholds"><h2>Thresholds</h2><p class="quiet">The script has none, or they were not judged for the whole run.</p></section>`;
  const rows = thresholds.map(({ metric, expression, state, observed, bound, aborts }) => {
    const [sign, word] = states[state];
    const name = html`<span class="name">${metric}</span>`;
    const rule = html`<span><code>${expression}</code>${aborts ? html` <span class="tag">ends the run</span>` : undefined}</span>`;
    return { kind: state, cells: [name, rule, html`<strong>${observed}</strong>`, bound, html`<span class="state ${state}"><span aria-hidden="true">${sign} </span>${word}</span>`] };
  });
  const columns = [{ title: 'Metric' }, { title: 'Threshold' }, { title: 'Observed', number: true }, { title: 'Known to lie in', number: true }, { title: 'Result' }];
  return html`<section id="thresholds"><h2>Thresholds</h2>${table('Judged on the metrics of all runners together', columns, rows)}</section>`;
}

export function runnersSection({ runners }: ReportView): Html | undefined {
  if (runners.length === 0) return undefined;
  const odd = runners.filter((one) => one.odd);
  const columns = [{ title: 'Runner' }, ...runnerColumns.map(({ title }) => ({ title, number: true }))];
  const rows = runners.map((row) => ({ kind: row.odd ? 'odd' : '', cells: [runnerName(row), ...row.cells.map(barred)] }));
  return html`<section id="runners"><h2>Runners</h2><p>${oddText(odd, runners.length)}</p>${table('Marked is what is far from the median of the runners', columns, rows, 'runners compact')}</section>`;
}

function oddText(odd: readonly RunnerRow[], count: number): string {
  if (count < 3) return 'With fewer than three runners there is no saying which of them is the odd one.';
  if (odd.length === 0) return 'All runners did about the same.';
  const names = odd.map(({ runner }) => String(runner));
  const few = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return `${names.length === 1 ? 'Runner' : 'Runners'} ${few.length === 1 ? few.join('') : `${few.slice(0, -1).join(', ')} and ${few.at(-1) ?? ''}`} did markedly worse than the others.`;
}

function runnerName({ runner, reported, why }: RunnerRow): Html {
  return html`${runner}${reported ? undefined : html` <span class="tag">no final summary${why === undefined ? '' : html`<span class="hidden">: ${why}</span>`}</span>`}`;
}

function barred({ text, share, mark, worse }: RunnerCell): Html {
  const tag = mark === undefined ? undefined : html` <span class="mark${worse ? ' worse' : ''}">${mark}</span>`;
  return html`<span class="figure">${text}${tag}</span><span class="bar${worse ? ' worse' : ''}" aria-hidden="true"><i style="width:${Math.round(share * 100)}%"></i></span>`;
}

export function checksSection({ checks }: ReportView): Html | undefined {
  if (checks.length === 0) return undefined;
  const rows = checks.map(({ groups, name, passes, fails, rate }) => ({
    kind: fails > 0 ? 'failed' : 'passed',
    cells: [
      html`${groups.length === 0 ? undefined : html`<span class="over">${groups.join(' › ')}</span>`}<span class="name">${name}</span>`,
      html`<span class="state ${fails > 0 ? 'failed' : 'passed'}"><span aria-hidden="true">${fails > 0 ? '✗' : '✓'} </span>${shownValue(rate, 'share')}</span>`,
      shownValue(passes, 'number'), shownValue(fails, 'number'),
    ],
  }));
  const columns = [{ title: 'Check' }, { title: 'Rate', number: true }, { title: 'Passed', number: true }, { title: 'Failed', number: true }];
  return html`<section id="checks"><h2>Checks</h2>${table('Of all runners together', columns, rows)}</section>`;
}

export function metricsSection({ metrics }: ReportView): Html | undefined {
  if (metrics.length === 0) return undefined;
  const tables = metrics.map(({ title, columns, rows }) => html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">${table(
    title, [{ title: 'Metric' }, ...columns.map((column) => ({ title: column, number: true }))],
    rows.map(({ name, cells }) => ({ cells: [html`<span class="name">${name}</span>`, ...cells.map(({ text, bound }) => bound === undefined ? text : html`<abbr title="${bound}">${text}</abbr>`)] })),
    'compact',
  )}</div>`);
  const count = metrics.reduce((sum, { rows }) => sum + rows.length, 0);
  return html`<section id="metrics"><h2>All metrics</h2><details><summary>${count} metrics and sub-metrics</summary>
<p class="quiet">What is underlined is known to lie in a range, which it shows when it is pointed at; all else is exact.</p>${tables}</details></section>`;
}
