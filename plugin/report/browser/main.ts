import style from 'uplot/dist/uPlot.min.css';
import type { ChartData } from '../sections/charts.ts';
import { draw } from './draw.ts';

/** Draws every chart of the page, anew where the colours change: for a dark screen, or for paper. */
function start(): void {
  const data = document.querySelector('#chart-data')?.textContent;
  if (data === undefined) return;
  const charts = JSON.parse(data) as ChartData[];
  document.head.prepend(Object.assign(document.createElement('style'), { textContent: style }));
  document.documentElement.classList.add('drawn');
  let drawn: (() => void)[] = [];
  const drawAll = (): void => {
    for (const remove of drawn) remove();
    drawn = charts.flatMap((chart) => {
      const target = document.querySelector<HTMLElement>(`#plot-${chart.id}`);
      return target === null ? [] : [draw(chart, target)];
    });
  };
  drawAll();
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', drawAll);
}

start();
