import { isObject, type JsonObject, objectOr } from '../json.ts';
import { isMissing, objectValue } from './checks.ts';
import { type Finding, invalid, shown } from './finding.ts';
import { checkQuantity, quantityValue } from './quantity.ts';

/** `limits` and `requests`: every amount a quantity, and no request above its limit, which the API server refuses in a pod. */
export function checkResources(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  return [...checkAmounts(`${path}.limits`, value.limits), ...checkAmounts(`${path}.requests`, value.requests), ...checkOrder(path, value)];
}

function checkAmounts(path: string, amounts: unknown): Finding[] {
  if (isMissing(amounts)) return [];
  if (!isObject(amounts)) return objectValue(path, amounts);
  return Object.entries(amounts).flatMap(([resource, amount]) => checkQuantity(`${path}.${resource}`, amount));
}

function checkOrder(path: string, resources: JsonObject): Finding[] {
  const limits = objectOr(resources.limits);
  return Object.entries(objectOr(resources.requests)).flatMap(([resource, request]) => {
    const limit = Object.hasOwn(limits, resource) ? limits[resource] : undefined;
    const [asked, allowed] = [quantityValue(request), quantityValue(limit)];
    if (asked === undefined || allowed === undefined || asked <= allowed) return [];
    return [invalid(`${path}.requests.${resource}`, `${shown(request)} is more than the limit ${shown(limit)}: write a request up to the limit`)];
  });
}
