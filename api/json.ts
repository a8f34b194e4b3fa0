/** Any JSON object, before anything is known of its shape. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one for anything else. */
export function objectOr(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The array itself, or an empty one for anything else. */
export function arrayOr(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A field of the object's own: a key such as `constructor` finds nothing that JSON did not say. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether two JSON values are the same; a missing field and a null one are. Iterative, so that no nesting is too deep for it. */
export function sameJson(left: unknown, right: unknown): boolean {
  const open: [unknown, unknown][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const inner = innerPairs(pair[0] ?? null, pair[1] ?? null);
    if (inner === undefined) return false;
    for (const next of inner) open.push(next);
  }
  return true;
}

/** What is to be compared inside two values; undefined where they differ already. */
function innerPairs(left: unknown, right: unknown): [unknown, unknown][] | undefined {
  if (left === right) return [];
  if (isObject(left) && isObject(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].map((key) => [own(left, key), own(right, key)]);
  }
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return undefined;
  return left.map((item, index) => [item, right[index]]);
}
