import { html, type Html } from '../html.ts';
import type { ReportView } from '../view/view.ts';

const signs = { good: '✓', bad: '✗', caution: '!', plain: '•' } as const;

/** The verdict, and what is to be known before one reads the numbers. */
export function header({ name, namespace, verdict }: ReportView): Html {
  const exit = verdict.exitCode === undefined ? undefined : html`<span class="exit">exit code ${verdict.exitCode}</span>`;
  return html`<header><p class="over">k6 load test in namespace ${namespace}</p><h1>${name}</h1>
<div class="verdict ${verdict.tone}"><p class="word"><span class="sign" aria-hidden="true">${signs[verdict.tone]}</span>${verdict.word}${exit}</p><p>${verdict.why}</p></div></header>`;
}

export function notesSection({ notes }: ReportView): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<section id="notes" class="notes"><h2>Before you read the numbers</h2><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`;
}

export function headlinesSection({ headlines }: ReportView): Html | undefined {
  if (headlines.length === 0) return undefined;
  const cards = headlines.map(({ name, value, more, bad }) => html`<div class="card${bad ? ' bad' : ''}"><dt>${name}</dt><dd class="value">${value}</dd>${more === undefined ? undefined : html`<dd class="more">${more}</dd>`}</div>`);
  return html`<section id="numbers"><h2>In numbers</h2><dl class="numbers">${cards}</dl></section>`;
}

export function factsSection({ facts }: ReportView): Html {
  return html`<section id="facts"><h2 class="hidden">The run</h2><dl class="facts card">${facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}
