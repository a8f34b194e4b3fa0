type Rule = readonly [RegExp, string | ((match: string, ...groups: string[]) => string)];

const span = String.raw`(?:\d+[dhms]){1,2}`;

/** Text that differs from one run to the next, and what stands for it. What moves its neighbours is given with its gap, so that they stand still. */
const rules: readonly Rule[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '00000000-0000-0000-0000-000000000000'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '2026-01-31T12:00:00Z'],
  [/(resourceVersion"?: "?)\d+/g, '$11'],
  // Of pods, and of what the plugin makes up from the name of a script or schedule.
  [/(pod\/\S+?-)[a-z0-9]{5}\b/g, '$1xxxxx'],
  [/\b(good-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1xxxxx'],
  [/(-manual-)[0-9a-f]{6}\b/g, '$1xxxxxx'],
  [/\bv1\.\d+\.\d+\b/g, 'v1.x.y'],
  [/\bNode \d+\.\d+\.\d+/g, 'Node x.y.z'],
  [/(\bnode: )\d+\.\d+\.\d+/g, '$1x.y.z'],
  [/linux-\w+ node-v\d+\.\d+\.\d+/g, 'linux-x64 node-vx.y.z'],
  [/\b\d+(?:\.\d+)?ms( *)/g, (_match, gap: string) => `#ms${shortened(gap)}`],
  [new RegExp(`(\\(|in |ran |after )${span}(?= ago\\)|$|,|\\))`, 'gm'), '$1#s'],
  [new RegExp(`^((?:2> |\\^C)?) *${span}(?=  \\S)`, 'gm'), '$1   #s'],
  // Until certificates are over.
  [new RegExp(`((?:trusted|good) for )${span}`, 'g'), '$1#s'],
  [/(\bk6-operator-controller-)[a-z0-9]+-[a-z0-9]{5}\b/g, '$1xxxxx'],
  [new RegExp(`(?<=\\S {2,})${span}( {2,}|$)`, 'gm'), (_match, gap: string) => `#s${shortened(gap)}`],
  [/\b(AGE|SKEW|RAN|NEXT)( {2,})/g, (_match, head: string, gap: string) => `${head}${shortened(gap)}`],
  // Cells without a time, in columns as wide as the longest.
  [/(#s +\d+) {12,}(?=\S)/g, '$1            '],
];

function shortened(gap: string): string {
  return gap.length > 1 ? '  ' : gap;
}

/** `text` as it is in a golden file: what varies replaced, first the texts of `varying` by their keys, and control characters written out. */
export function normalise(text: string, varying: Readonly<Record<string, string>>): string {
  const longestFirst = Object.entries(varying).sort(([, a], [, b]) => b.length - a.length);
  const named = longestFirst.reduce((all, [word, value]) => all.replaceAll(value, word), text);
  return rules.reduce((all, [pattern, replacement]) => all.replace(pattern, replacement as string), visible(named));
}

/** Escapes as `\e`, and a terminal's line ends as those of a file. */
function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\u001b', '\\e').replaceAll('\r', '\\r').replaceAll(/ +$/gm, '');
}
