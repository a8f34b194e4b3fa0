/** k6's levels, from the least to the most severe. */
export const levels = ['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'panic'] as const;
export type Level = (typeof levels)[number];

/** k6 writes `time="…" level=info msg="…"`, with --log-format=json an object, and to a terminal `INFO[0001] …`. Behind the summary that it exports it begins no new line. */
const asText = /^\}?time="[^"]*" level=([a-z]+) /;
const asJson = /^\s*\{.*?"level"\s*:\s*"([a-z]+)"/;
const asTerminal = /^(?:\x1b\[\d+m)?(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)(?:\x1b\[0m)?\[\d+\]/;

/** How severe k6 says that a line is; undefined for a line of the summary, the progress or another program. */
export function levelOf(line: string): Level | undefined {
  const found = (asText.exec(line) ?? asJson.exec(line) ?? asTerminal.exec(line))?.[1]?.toLowerCase();
  return found === undefined ? undefined : levels.find((level) => level.startsWith(found));
}

/** The head of a progress report, and the line of one scenario, perhaps marked as waiting, done or interrupted. */
const progressHead = /^running \(.*\), \d+\/\d+ VUs, \d+ complete and \d+ interrupted iterations$/;
const progressOfScenario = /^\S+ +(?:[^\s\w] )?\[[\s=>-]*\d+%[\s=>-]*\] /;

/** `lines` without k6's progress reports, each of which begins with an empty line; they come every second where `spec.quiet` is "false". */
export function withoutProgress<T extends { line: string }>(lines: readonly T[]): T[] {
  return lines.filter(({ line }, index) => {
    if (line === '') return !progressHead.test(lines[index + 1]?.line ?? '');
    return !progressHead.test(line) && !progressOfScenario.test(line);
  });
}
