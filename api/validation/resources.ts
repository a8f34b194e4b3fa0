import { arrayOr, isObject, type JsonObject, objectOr, own } from '../json.ts';
import { isMissing, objectValue } from './checks.ts';
import { entryPath, type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { isQualifiedName } from './metadata.ts';
import { checkQuantity, quantityValue } from './quantity.ts';

const plainResource = /^(?:cpu|memory|ephemeral-storage|hugepages-(?:[1-9][0-9]*)(?:[KMGT]i)?)$/u;

/** `limits` and `requests`: resources that containers have, every amount a quantity, and no request above its limit. */
export function checkResources(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (!isObject(value)) return objectValue(path, value);
  return [
    ...checkAmounts(`${path}.limits`, value.limits),
    ...checkAmounts(`${path}.requests`, value.requests),
    ...checkOrder(path, value),
    ...checkPages(path, value),
    ...(arrayOr(value.claims).length > 0 ? [forbidden(`${path}.claims`, 'pods of a run have no resourceClaims: leave it out')] : []),
  ];
}

function checkAmounts(path: string, amounts: unknown): Finding[] {
  if (isMissing(amounts)) return [];
  if (!isObject(amounts)) return objectValue(path, amounts);
  return Object.entries(amounts).flatMap(([resource, amount]) => {
    const at = entryPath(path, resource);
    if (!isResource(resource)) return [invalid(at, `${shown(resource)} is no resource of a container: write one such as cpu, memory or example.com/device`)];
    if (isMissing(amount)) return [invalid(at, 'has no amount: write one such as "500m" or "1000Mi"')];
    const found = checkQuantity(at, amount);
    return found.length > 0 || isShared(resource) ? found : checkWhole(at, resource, amount);
  });
}

/** Devices are given as a whole, and huge pages page by page. */
function checkWhole(path: string, resource: string, amount: unknown): Finding[] {
  const page = resource.startsWith('hugepages-') ? quantityValue(resource.slice('hugepages-'.length)) ?? 1 : 1;
  const pages = (quantityValue(amount) ?? 0) / page;
  if (Number.isInteger(pages) && (page === 1 || pages > 0)) return [];
  const unit = page === 1 ? 'write a whole number' : `write a multiple of ${resource.slice('hugepages-'.length)}`;
  return [invalid(path, `${shown(amount)} is a part of ${shown(resource)}, which is given as a whole: ${unit}`)];
}

/** Kubernetes' own have no domain, and all others have one that is not Kubernetes'. */
function isResource(name: string): boolean {
  if (!name.includes('/')) return plainResource.test(name);
  return isQualifiedName(name) && isQualifiedName(`requests.${name}`) && !/(?:^|\.)kubernetes\.io\//u.test(name) && !name.startsWith('requests.');
}

/** Whether a node can promise more of it than it has. */
function isShared(resource: string): boolean {
  return ['cpu', 'memory', 'ephemeral-storage'].includes(resource);
}

function checkOrder(path: string, resources: JsonObject): Finding[] {
  const limits = objectOr(resources.limits);
  return Object.entries(objectOr(resources.requests)).flatMap(([resource, request]) => {
    const limit = own(limits, resource);
    const at = entryPath(`${path}.requests`, resource);
    const [asked, allowed] = [quantityValue(request), quantityValue(limit)];
    if (asked === undefined) return [];
    if (isMissing(limit)) return isShared(resource) ? [] : [required(entryPath(`${path}.limits`, resource), 'is needed where there is a request: write the same amount')];
    if (allowed === undefined || asked === allowed || (asked < allowed && isShared(resource))) return [];
    if (!isShared(resource)) return [invalid(at, `${shown(request)} is not the limit ${shown(limit)}: write the same amount, since it cannot be shared`)];
    return [invalid(at, `${shown(request)} is more than the limit ${shown(limit)}: write a request up to the limit`)];
  });
}

/** Huge pages are accounted beside ordinary resources. */
function checkPages(path: string, { limits, requests }: JsonObject): Finding[] {
  const names = [limits, requests].flatMap((amounts) => Object.keys(objectOr(amounts)));
  if (!names.some((name) => name.startsWith('hugepages-')) || names.includes('cpu') || names.includes('memory')) return [];
  return [forbidden(path, 'huge pages need cpu or memory beside them')];
}
