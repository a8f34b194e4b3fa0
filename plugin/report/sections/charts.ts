import { html, jsonText, type Html } from '../html.ts';
import type { Chart, Line } from '../view/charts.ts';
import type { ReportView } from '../view/view.ts';
import { table } from './table.ts';

/** What the page's script draws a chart from; it is in the page as JSON. */
export interface ChartData {
  id: string;
  /** Seconds. */
  step: number;
  lines: Pick<Line, 'name' | 'unit' | 'style' | 'right' | 'values'>[];
}

/** The charts, each with the same in words and in figures, or why there are none. */
export function chartsSection({ charts, whyNoCharts }: ReportView): Html {
  if (whyNoCharts !== undefined) return html`<section id="time"><h2>Over time</h2><p class="quiet">There are no charts. ${whyNoCharts}</p></section>`;
  return html`<section id="time"><h2>Over time</h2>
<noscript><p class="quiet">Charts need JavaScript. Their figures are below.</p></noscript>
<div class="charts">${charts.map(figure)}</div></section>`;
}

/** The JSON that the charts are drawn from. */
export function chartData({ charts }: ReportView): Html {
  const data: ChartData[] = charts.map(({ id, stepSeconds, lines }) => ({ id, step: stepSeconds, lines }));
  return html`<script type="application/json" id="chart-data">${jsonText(data)}</script>`;
}

function figure({ id, title, about, figures }: Chart): Html {
  const columns = figures.columns.map((name, at) => ({ title: name, number: at > 0 }));
  return html`<figure class="card"><h3>${title}</h3>
<div class="plot" id="plot-${id}" role="img" aria-label="${title}. ${about}"></div>
<figcaption>${about}</figcaption>
<details><summary>Figures<span class="hidden"> of ${title}</span></summary>${table(title, columns, figures.rows.map((cells) => ({ cells })), 'figures')}</details></figure>
`;
}
