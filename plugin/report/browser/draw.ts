import UPlot from 'uplot';
import { clock, shownValue, type Unit } from '../format.ts';
import type { ChartData } from '../sections/charts.ts';

type Line = ChartData['lines'][number];

const height = 220;
const widths = { first: 2, second: 2, third: 2, quiet: 1, odd: 2 } as const;
/** uPlot's sides are a const enum, which is not there at run time. */
const onTheRight = Object.fromEntries([['side', 1]]) as UPlot.Axis;
/** Seconds between two marks of the time axis. */
const timeMarks = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Draws a chart into `target`, as wide as that is from then on. Returns what takes it away. */
export function draw(chart: ChartData, target: HTMLElement): () => void {
  const colour = colours(target);
  const times = (chart.lines[0]?.values ?? []).map((_, at) => at * chart.step);
  const [left] = chart.lines;
  const right = chart.lines.find((line) => line.right);
  const plot = new UPlot({
    width: target.clientWidth,
    height,
    padding: [12, right ? 0 : 12, 0, 0],
    cursor: { y: false, sync: { key: 'run' }, points: { size: 7 } },
    scales: { x: { time: false }, left: scale(left?.unit), right: scale(right?.unit) },
    axes: [
      { ...look(colour), incrs: timeMarks, space: 56, size: 30, values: (_, marks) => marks.map(clock) },
      { ...look(colour), scale: 'left', size: 68, values: (_, marks) => marks.map((mark) => markText(mark, left?.unit ?? 'number')) },
      ...(right ? [{ ...look(colour), ...onTheRight, scale: 'right', size: 48, grid: { show: false }, values: whole }] : []),
    ],
    series: [{ label: 'Time', value: (_, seconds) => Number.isFinite(seconds) ? clock(seconds) : '–' }, ...chart.lines.map((line) => series(line, colour))],
  }, [times, ...chart.lines.map(({ values }) => [...values])], target);
  const observer = new ResizeObserver(() => {
    if (target.clientWidth > 0 && target.clientWidth !== plot.width) plot.setSize({ width: target.clientWidth, height });
  });
  observer.observe(target);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

function series(line: Line, colour: (name: string) => string): UPlot.Series {
  return {
    label: line.name,
    class: line.style,
    scale: line.right ? 'right' : 'left',
    stroke: colour(line.style),
    width: widths[line.style],
    points: { show: false },
    ...(line.right && { dash: [6, 4] }),
    value: (_, value) => shownValue(value, line.unit),
  };
}

/** From 0 on, so that a small change looks small; a share of nothing gets a scale that shows it as nothing. */
function scale(unit: Unit | undefined): UPlot.Scale {
  const least = unit === 'share' ? 0.01 : 1;
  return { range: (_, __, most) => [0, Math.max(least, most * 1.1)] };
}

function look(colour: (name: string) => string): UPlot.Axis {
  return { stroke: colour('muted'), font: '12px system-ui, sans-serif', grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false } };
}

/** Without the zeros that align figures in a table. */
function markText(mark: number, unit: Unit): string {
  return mark === 0 ? '0' : shownValue(mark, unit).replace(/(\.\d*?)0+(?!\d)/, (_, kept: string) => kept === '.' ? '' : kept);
}

/** People are whole; half a VU is no mark. */
function whole(_: UPlot, marks: number[]): string[] {
  return marks.map((mark) => Number.isInteger(mark) ? shownValue(mark, 'number') : '');
}

function colours(target: HTMLElement): (name: string) => string {
  const style = getComputedStyle(target);
  return (name) => style.getPropertyValue(`--line-${name}`).trim();
}
