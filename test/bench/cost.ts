/** What the controller has used since it started. */
export interface Cost {
  cpuSeconds: number;
  residentBytes: number;
  apiCalls: number;
}

/** Reads it from the controller's own metrics at `url`. */
export async function readCost(url: string): Promise<Cost> {
  const text = await (await fetch(url)).text();
  return {
    cpuSeconds: sum(text, 'process_cpu_seconds_total'),
    residentBytes: sum(text, 'process_resident_memory_bytes'),
    apiCalls: sum(text, 'k6_operator_api_calls_total'),
  };
}

/** The sum over all series of one metric in the Prometheus text format. */
export function sum(text: string, metric: string): number {
  const series = text.split('\n').filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
  return series.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}
