import { stringify } from 'yaml';
import { leaves, type Leaf, type Section } from './read.ts';

const begin = '<!-- values -->';
const end = '<!-- /values -->';

/**
 * `readme` with the table of the values between its two markers.
 * @throws Error when the markers are not there
 */
export function withTable(readme: string, values: Section): string {
  const [before, after] = [readme.indexOf(begin), readme.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the README lacks ${begin} or ${end}`);
  return `${readme.slice(0, before)}${begin}\n${table(values)}${readme.slice(after)}`;
}

function table(values: Section): string {
  const rows = leaves(values).map((leaf) => `| \`${leaf.path.join('.')}\` | \`${defaultOf(leaf)}\` | ${leaf.meaning.replaceAll('|', '\\|')} |\n`);
  return `| value | default | meaning |\n|---|---|---|\n${rows.join('')}`;
}

/** In one line, as it could stand in a values file. */
function defaultOf({ value }: Leaf): string {
  return stringify(value, { collectionStyle: 'flow', defaultStringType: value === '' ? 'QUOTE_DOUBLE' : 'PLAIN', lineWidth: 0, flowCollectionPadding: false }).trim();
}
