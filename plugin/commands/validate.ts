import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../command.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { paintFor } from '../output/paint.ts';
import type { Remark } from '../validate/check.ts';
import type { SourceFile } from '../validate/files.ts';

/** The chart's own; a site's may differ. */
const site = { maxParallelism: 1000 };
/** The site's own image is not known here, so runs that name none must not be judged by it. */
const unknownImage = 'unknown/k6:pinned';

export default class Validate extends BaseCommand {
  static override summary = 'Check manifests of runs, without a cluster, by the rules of the admission webhook';
  static override description = 'Prints file:line for each fault. Objects that are no runs are passed over. Ends with 0 when there is no fault, with 2 when there is one.';
  static override usage = 'validate FILE | FOLDER | - …';
  static override examples = [
    { description: 'A file', command: '<%= config.bin %> validate run.yaml' },
    { description: 'All manifests of a folder, warnings counted as faults', command: '<%= config.bin %> validate -R deploy/ --strict' },
    { description: 'What a chart renders', command: 'helm template . | <%= config.bin %> validate -' },
  ];
  static override args = { files: Args.string({ description: 'files, folders, or - for stdin', required: true, multiple: true }) };
  static override flags = {
    recursive: Flags.boolean({ char: 'R', description: 'folders below the folders, too' }),
    strict: Flags.boolean({ description: 'warnings count as faults' }),
    'max-parallelism': Flags.integer({ description: 'what limits.maxParallelism of the site\'s chart says', default: site.maxParallelism }),
    output: Flags.string({ char: 'o', description: 'json: one list of all findings', options: ['json'] }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Validate);
    const { readSources } = await import('../validate/files.ts');
    const sources = await readSources(args.files, flags.recursive);
    if (sources.length === 0) throw new Failure(`no .yaml, .yml or .json file in ${args.files.join(', ')}`, { exitCode: exitCodes.notFound });
    const { remarks, valid } = await checkAll(sources, flags['max-parallelism']);
    if (flags.output === 'json') this.write(JSON.stringify(remarks, undefined, 2));
    else this.#print(remarks, valid);
    if (remarks.some(({ severity }) => flags.strict || severity === 'error')) this.end(exitCodes.usage);
  }

  #print(remarks: readonly Remark[], valid: readonly string[]): void {
    const paint = paintFor(process.stdout);
    for (const { file, line, severity, object, path, message } of remarks) {
      const tone = severity === 'error' ? 'bad' : 'caution';
      this.write(`${file}:${line}: ${paint(tone, severity)}: ${[object, path, message].filter((part) => part !== undefined && part !== '').join(': ')}`);
    }
    for (const line of valid) this.write(line);
    if (remarks.length === 0 && valid.length === 0) this.warn('There is no K6 and no TestRun in what was read.');
  }
}

/** Every finding in order, and a line for each run without a fault. */
async function checkAll(sources: readonly SourceFile[], maxParallelism: number): Promise<{ remarks: Remark[]; valid: string[] }> {
  const [{ readManifests }, { check, isRun, titleOf }] = await Promise.all([import('../validate/documents.ts'), import('../validate/check.ts')]);
  const policy = { limits: { maxParallelism }, images: { runner: unknownImage } };
  const remarks: Remark[] = [];
  const valid: string[] = [];
  for (const { name, text } of sources) {
    const { manifests, unreadable } = readManifests(name, text);
    const inFile: Remark[] = unreadable.map((fault) => ({ ...fault, object: '', severity: 'error' }));
    for (const manifest of manifests.filter(({ object }) => isRun(object))) {
      const found = check(manifest, policy);
      inFile.push(...found);
      if (!found.some(({ severity }) => severity === 'error')) valid.push(`${name}: ${titleOf(manifest.object)} is valid`);
    }
    remarks.push(...inFile.sort((a, b) => a.line - b.line));
  }
  return { remarks, valid };
}
