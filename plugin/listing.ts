import { Flags } from '@oclif/core';
import type { Run } from '../api/run.ts';
import type { Connection } from './connect/connection.ts';
import { listRuns, type RunSelection } from './connect/listruns.ts';
import { exitCodes, Failure } from './errors/failure.ts';
import { outputFlag, parseFormat, type Format } from './output/format.ts';
import { isObjectFormat, objectsText } from './output/objects.ts';
import { paintFor } from './output/paint.ts';
import { table } from './output/table.ts';
import { haveFigures, row, rowHeaders, type RowOptions } from './view/rows.ts';

/** Flags of the commands that show several runs. */
export const listFlags = {
  output: outputFlag,
  'all-namespaces': Flags.boolean({ char: 'A', description: 'runs of all namespaces' }),
  selector: Flags.string({ char: 'l', description: 'runs with these labels, such as team=checkout', helpValue: 'SELECTOR' }),
  'field-selector': Flags.string({ description: 'runs with these fields, such as metadata.name=my-run', helpValue: 'SELECTOR' }),
  'sort-by': Flags.string({ description: 'in the order of this field, such as .status.finishedAt', helpValue: 'JSONPATH' }),
  'show-labels': Flags.boolean({ description: 'with a column for the labels' }),
  watch: Flags.boolean({ char: 'w', description: 'go on showing what changes' }),
  'no-headers': Flags.boolean({ description: 'rows alone' }),
  'ignore-not-found': Flags.boolean({ description: 'say nothing, and end with 0, where there is none' }),
  'chunk-size': Flags.integer({ description: 'runs per request; 0: all in one', helpValue: 'NUMBER', default: 500, min: 0 }),
};

export interface ListFlags {
  output?: string | undefined;
  'all-namespaces': boolean;
  selector?: string | undefined;
  'field-selector'?: string | undefined;
  'sort-by'?: string | undefined;
  'show-labels': boolean;
  watch: boolean;
  'no-headers': boolean;
  'ignore-not-found': boolean;
  'chunk-size': number;
}

/** Where a list goes. */
export interface Sink {
  write: (text: string) => void;
  warn: (text: string) => void;
}

/**
 * Reads the value of -o, which goes with labels only where there are columns.
 * @throws Failure (usage)
 */
export function formatOf(flags: Pick<ListFlags, 'output' | 'show-labels'>): Format {
  const format = parseFormat(flags.output);
  if (flags['show-labels'] && isObjectFormat(format)) {
    throw new Failure(`--show-labels does not go with -o ${format.kind}`, { exitCode: exitCodes.usage, hint: 'leave one of them out; -o wide goes with it' });
  }
  return format;
}

/** Shows the runs that the flags select; with -w until the process is told to end. */
export async function showRuns(connection: Connection, flags: ListFlags, wanted: (run: Run) => boolean, sink: Sink): Promise<void> {
  const format = formatOf(flags);
  const namespace = flags['all-namespaces'] ? undefined : connection.namespace;
  const selection: RunSelection = { namespace, labelSelector: flags.selector, fieldSelector: flags['field-selector'], pageSize: flags['chunk-size'] };
  if (flags.watch) return followRuns(connection, selection, { flags, format, wanted, sink });
  const runs = await sorted((await listRuns(connection.client, selection)).filter(wanted), flags['sort-by']);
  if (isObjectFormat(format)) {
    const text = await objectsText(runs, format, { single: false, headers: !flags['no-headers'] });
    if (text !== '') sink.write(text);
  } else if (runs.length > 0) {
    sink.write(runsTable(runs, flags, format).join('\n'));
  } else if (!flags['ignore-not-found']) {
    sink.warn(namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`);
  }
}

async function sorted(runs: Run[], path: string | undefined): Promise<Run[]> {
  return path === undefined || path === '' ? runs : (await import('./output/sort.ts')).sortedBy(path, runs);
}

function runsTable(runs: readonly Run[], flags: ListFlags, format: Format): string[] {
  const options: RowOptions = {
    now: Date.now(), wide: format.kind === 'wide', namespaces: flags['all-namespaces'], labels: flags['show-labels'], figures: haveFigures(runs), paint: paintFor(process.stdout),
  };
  return table(flags['no-headers'] ? [] : rowHeaders(options), runs.map((run) => row(run, options)));
}

interface Following {
  flags: ListFlags;
  format: Format;
  wanted: (run: Run) => boolean;
  sink: Sink;
}

async function followRuns({ client }: Connection, selection: RunSelection, { flags, format, wanted, sink }: Following): Promise<void> {
  // What will not pass by itself is said at once.
  await listRuns(client, selection);
  const [{ followList }, { startLive }] = await Promise.all([import('./follow/list.ts'), import('./follow/live.ts')]);
  const told = new Set<string>();
  if (flags['sort-by'] !== undefined) sink.warn('Warning: --sort-by is ignored with -w');
  const live = await startLive(process.stdout);
  await followList(client, selection, {
    signal: new AbortController().signal,
    onTrouble: (message) => {
      if (!told.has(message)) sink.warn(`still trying: ${message}`);
      told.add(message);
    },
    onChange: (run, all) => {
      told.clear();
      if (!wanted(run)) return;
      if (isObjectFormat(format)) void objectsText([run], format, { single: true }).then(sink.write);
      else live.show(() => runsTable(all().filter(wanted), flags, format).join('\n'), runsTable([run], { ...flags, 'no-headers': true }, format).join(''));
    },
  });
}
