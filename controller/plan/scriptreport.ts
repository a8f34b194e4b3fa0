import { isObject, type JsonObject, objectOr, own } from '../../api/json.ts';
import { factPrefix } from '../jobs/initializer/script.ts';

/** What the initializer's log says. */
export interface ScriptReport {
  /** By name: version, outputs, environment, handleSummary. */
  facts: Map<string, string>;
  /** k6's own answer: the script's options. */
  options: JsonObject;
}

/** Reads the initializer's log; undefined where k6's answer is not whole. */
export function readScriptReport(log: string): ScriptReport | undefined {
  const lines = log.split('\n');
  const begin = lines.lastIndexOf('{');
  const end = lines.lastIndexOf('}');
  const options = begin === -1 || end < begin ? undefined : parsed(lines.slice(begin, end + 1).join('\n'));
  return options && { facts: new Map(lines.slice(0, begin).flatMap(factOf)), options };
}

function factOf(line: string): [string, string][] {
  if (!line.startsWith(factPrefix)) return [];
  const at = line.indexOf('=');
  return at === -1 ? [] : [[line.slice(factPrefix.length, at), line.slice(at + 1).trim()]];
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The stats of trends that the script asks for. */
export function trendStatsOf(options: JsonObject): string[] | undefined {
  const stats = own(objectOr(options), 'summaryTrendStats');
  return Array.isArray(stats) && stats.length > 0 && stats.every((stat) => typeof stat === 'string') ? stats : undefined;
}
