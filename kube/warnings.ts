/** Distinct warnings that are remembered; a server that makes up endless ones is forgotten from the start. */
const remembered = 1000;

/** `299 - "message"`, quoted characters escaped by a backslash (RFC 9111 §5.5); several may share one header. */
const warning = /\d{3} \S+ "((?:[^"\\]|\\.)*)"/g;

/** Passes each text of the API server's Warning headers on once. */
export function warningSink(warn: (text: string) => void): (header: string | string[] | undefined) => void {
  const seen = new Set<string>();
  return (header) => {
    if (header === undefined) return;
    for (const [, quoted] of [header].flat().join(', ').matchAll(warning)) {
      const text = (quoted ?? '').replaceAll(/\\(.)/g, '$1');
      if (seen.has(text)) continue;
      if (seen.size >= remembered) seen.clear();
      seen.add(text);
      warn(text);
    }
  };
}
