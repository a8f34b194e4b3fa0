import { type Document, parseAllDocuments } from 'yaml';
import { admitted, refusalMessage, refusals } from '../../api/admission/index.ts';
import { type JsonObject, objectOr } from '../../api/json.ts';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { apiVersion, type Kind, kinds } from '../../api/run.ts';
import { exitCodes, Failure } from '../errors/failure.ts';

/** What a manifest of one run and of ConfigMaps for it says. */
export interface Manifest {
  run: { kind: Kind; name: string; namespace?: string; text: string };
  configMaps: ConfigMap[];
}

/** The limits of a site are known to its webhook alone, so the run is held to the chart's own. */
const policy = { limits: { maxParallelism: 1000 }, images: { runner: 'loadimpact/k6:latest' } };

/**
 * Reads a manifest to be scheduled: one K6 or TestRun, and ConfigMaps.
 * @param source where the text is from, for messages
 * @throws Failure (usage) for anything else, and for a run that the webhook would refuse
 */
export function readManifest(text: string, source: string): Manifest {
  const documents = parse(text, source).filter((document) => document.contents !== null);
  const objects = documents.map((document) => ({ document, object: objectOr(document.toJS()) }));
  const runs = objects.filter(({ object }) => isRun(object));
  const configMaps = objects.filter(({ object }) => object.kind === 'ConfigMap' && object.apiVersion === 'v1');
  const other = objects.find((entry) => !runs.includes(entry) && !configMaps.includes(entry));
  if (other !== undefined) {
    const hint = 'keep one K6 or TestRun and its ConfigMaps in the file, and apply the rest with kubectl';
    throw refused(`${source}: ${nameOf(other.object)} cannot be scheduled`, hint);
  }
  const [run, ...more] = runs;
  if (run === undefined || more.length > 0) throw refused(`${source} has ${runs.length} runs; a schedule is for exactly one K6 or TestRun`);
  return {
    run: { ...checkedRun(run.object, source), text: textOf(run.document, text, documents.length) },
    configMaps: configMaps.map(({ object }) => object as ConfigMap),
  };
}

function parse(text: string, source: string): Document.Parsed[] {
  const documents = parseAllDocuments(text) as Document.Parsed[];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw refused(`${source}: ${error.message.split('\n')[0]?.replace(/:$/, '') ?? ''}`);
  return documents;
}

function isRun({ apiVersion: given, kind }: JsonObject): boolean {
  return given === apiVersion && typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

function checkedRun(run: JsonObject, source: string): { kind: Kind; name: string; namespace?: string } {
  const { name, namespace } = objectOr(run.metadata);
  if (typeof name !== 'string') throw refused(`${source}: the run has no metadata.name, and each scheduled run has the same`);
  const found = refusals({ object: admitted({ object: run }, policy.images) }, policy);
  if (found.length > 0) throw refused(`${source}: ${String(run.kind)} ${name} would be refused: ${refusalMessage(found)}`);
  return { kind: run.kind as Kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}

/** As the user wrote it, comments and all. */
function textOf(document: Document.Parsed, whole: string, count: number): string {
  return count === 1 ? whole : String(document).replace(/^---\n/, '');
}

function nameOf({ kind, metadata }: JsonObject): string {
  const { name } = objectOr(metadata);
  return [typeof kind === 'string' ? kind : 'a document without a kind', ...(typeof name === 'string' ? [name] : [])].join(' ');
}

function refused(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.usage, hint });
}
