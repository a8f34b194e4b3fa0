import { Flags } from '@oclif/core';
import type { Run } from '../api/run.ts';
import type { Connection } from './connect/connection.ts';
import { listRuns, type RunSelection } from './connect/listruns.ts';
import { outputFlag, parseFormat, type Format } from './output/format.ts';
import { isObjectFormat, objectsText } from './output/objects.ts';
import { paintFor } from './output/paint.ts';
import { table } from './output/table.ts';
import { row, rowHeaders, type RowOptions } from './view/rows.ts';

/** Flags of the commands that show several runs. */
export const listFlags = {
  output: outputFlag,
  'all-namespaces': Flags.boolean({ char: 'A', description: 'runs of all namespaces' }),
  selector: Flags.string({ char: 'l', description: 'runs with these labels, such as team=checkout', helpValue: 'SELECTOR' }),
  watch: Flags.boolean({ char: 'w', description: 'go on showing what changes' }),
  'no-headers': Flags.boolean({ description: 'rows alone' }),
};

export interface ListFlags {
  output?: string | undefined;
  'all-namespaces': boolean;
  selector?: string | undefined;
  watch: boolean;
  'no-headers': boolean;
}

/** Where a list goes. */
export interface Sink {
  write: (text: string) => void;
  warn: (text: string) => void;
}

/** Shows the runs that the flags select; with -w until the process is told to end. */
export async function showRuns(connection: Connection, flags: ListFlags, wanted: (run: Run) => boolean, sink: Sink): Promise<void> {
  const format = parseFormat(flags.output);
  const namespace = flags['all-namespaces'] ? undefined : connection.namespace;
  const selection: RunSelection = { namespace, labelSelector: flags.selector };
  if (flags.watch) return followRuns(connection, selection, { flags, format, wanted, sink });
  const runs = (await listRuns(connection.client, selection)).filter(wanted);
  if (isObjectFormat(format)) {
    const text = await objectsText(runs, format, { single: false, headers: !flags['no-headers'] });
    if (text !== '') sink.write(text);
    return;
  }
  if (runs.length === 0) sink.warn(namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`);
  else sink.write(runsTable(runs, flags, format).join('\n'));
}

function runsTable(runs: readonly Run[], flags: ListFlags, format: Format): string[] {
  const options: RowOptions = { now: Date.now(), wide: format.kind === 'wide', namespaces: flags['all-namespaces'], paint: paintFor(process.stdout) };
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
