import jsonPatch from 'fast-json-patch';

/**
 * The JSON Patch (RFC 6902) that turns one object into another, in base64 as an AdmissionReview carries it. It names only what differs;
 * undefined where nothing does.
 */
export function encodePatch(from: object, to: object): string | undefined {
  if (from === to) return undefined;
  const operations = jsonPatch.compare(from, to);
  return operations.length === 0 ? undefined : Buffer.from(JSON.stringify(operations)).toString('base64');
}
