import type { Role } from '../../api/labels.ts';
import type { LogLine } from '../../kube/logposition.ts';
import type { Paint } from './palette.ts';
import type { Piece } from './merge.ts';
import type { Source } from './source.ts';

export const formats = ['prefixed', 'raw', 'json'] as const;
export type Format = (typeof formats)[number];

export interface FormatOptions {
  /** `prefixed`: each line begins with its source; `raw`: as it was written; `json`: an object with all that is known of it. */
  format: Format;
  /** The run's name, for JSON. */
  run: string;
  timestamps: boolean;
  paint: Paint;
  /** Characters of the longest label; shorter ones are filled up. */
  width: number;
}

const roleLabels: Record<Exclude<Role, 'runner'>, string> = { starter: 'starter', stopper: 'stopper', teardown: 'teardown', initializer: 'init', summary: 'summary' };

/** `#03` for a runner, with as many digits as the last one has; what else makes up a run by its name. */
export function labelOf({ role, runner }: Pick<Source, 'role' | 'runner'>, parallelism: number): string {
  if (role !== 'runner') return roleLabels[role];
  return `#${String(runner ?? '?').padStart(String(parallelism).length, '0')}`;
}

/** Width of the longest label of these roles. */
export function labelWidth(roles: readonly Role[], parallelism: number): number {
  return Math.max(...roles.map((role) => labelOf({ role, runner: parallelism }, parallelism).length));
}

/** Text of the lines, each ended by a newline. */
export type Formatter = (piece: Piece) => string;

export function formatter(options: FormatOptions, parallelism: number): Formatter {
  const { format, timestamps, paint, width, run } = options;
  const stamp = ({ timestamp }: LogLine): string => timestamps && timestamp !== '' ? `${timestamp} ` : '';
  if (format === 'json') return ({ source, lines }) => join(lines, (line) => JSON.stringify(asObject(run, source, line)));
  if (format === 'raw') return ({ lines }) => join(lines, (line) => stamp(line) + line.line);
  return ({ source, lines }) => {
    const prefix = `${paint(source, labelOf(source, parallelism).padEnd(width))} `;
    if (timestamps) return join(lines, (line) => prefix + stamp(line) + line.line);
    return `${prefix}${lines.map(({ line }) => line).join(`\n${prefix}`)}\n`;
  };
}

/** Joined in one go: what is appended piece by piece is copied once more when it is written. */
function join(lines: readonly LogLine[], text: (line: LogLine) => string): string {
  return `${lines.map(text).join('\n')}\n`;
}

/** Stable names: programs read them. Of a log that was kept the pod is not known. */
function asObject(run: string, { namespace, role, runner, pod, container }: Source, { timestamp, line }: LogLine): object {
  return { ...(timestamp === '' ? {} : { time: timestamp }), namespace, run, role, ...(runner === undefined ? {} : { runner }), ...(pod === '' ? {} : { pod, container }), line };
}
