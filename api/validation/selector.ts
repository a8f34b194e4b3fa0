import { arrayOr, isObject, type JsonObject, objectOr } from '../json.ts';
import { all, type Check, fields, isMissing, listOf, oneOf, optional } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkLabels, isLabelText, isQualifiedName, labelForm } from './metadata.ts';

/** The key of a label. */
export const labelKey: Check = optional((path, value) => (
  typeof value !== 'string' || value === '' || isQualifiedName(value) ? [] : [invalid(path, `${shown(value)} is not a label's key: ${labelForm}`)]
));

export const labelText: Check = optional((path, value) => (
  typeof value !== 'string' || value === '' || isLabelText(value) ? [] : [invalid(path, `${shown(value)} is not a label value: ${labelForm}`)]
));

const operators: Readonly<Record<string, 'some' | 'none' | 'one'>> = { In: 'some', NotIn: 'some', Exists: 'none', DoesNotExist: 'none', Gt: 'one', Lt: 'one' };

/** A condition on labels; `Gt` and `Lt` are for nodes alone. */
export function requirement(...allowed: string[]): Check {
  return all(fields({ key: labelKey, operator: oneOf(...allowed), values: listOf(labelText) }), (path, value) => {
    const { operator, values } = objectOr(value);
    const wanted = typeof operator === 'string' && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    return checkCount(`${path}.values`, arrayOr(values).length, wanted, operator);
  });
}

function checkCount(path: string, count: number, wanted: string | undefined, operator: unknown): Finding[] {
  if (wanted === 'some' && count === 0) return [required(path, `${shown(operator)} needs at least one value`)];
  if (wanted === 'none' && count > 0) return [forbidden(path, `${shown(operator)} takes no values: leave them out`)];
  return wanted === 'one' && count !== 1 ? [required(path, `${shown(operator)} needs exactly one value`)] : [];
}

export const labelSelector: Check = fields({
  matchLabels: checkLabels,
  matchExpressions: listOf(requirement('In', 'NotIn', 'Exists', 'DoesNotExist')),
});

/** `matchLabelKeys` and the like say more of a selector that is there, and of other labels than that does. */
export function labelKeysBeside(...names: string[]): Check {
  return (path, value) => {
    if (!isObject(value)) return [];
    const taken = new Set(selectedKeys(value.labelSelector));
    return names.flatMap((name) => arrayOr(value[name]).flatMap((key, index) => labelKeyFault(`${path}.${name}[${index}]`, key, { value, taken })));
  };
}

function labelKeyFault(path: string, key: unknown, { value, taken }: { value: JsonObject; taken: Set<unknown> }): Finding[] {
  if (isMissing(value.labelSelector)) return [forbidden(path, 'needs a labelSelector beside it')];
  if (taken.has(key)) return [invalid(path, `${shown(key)} is named twice: keep one`)];
  taken.add(key);
  return typeof key === 'string' && isQualifiedName(key) ? [] : [invalid(path, `${shown(key)} is not a label's key: ${labelForm}`)];
}

function selectedKeys(selector: unknown): unknown[] {
  const { matchLabels, matchExpressions } = objectOr(selector);
  return [...Object.keys(objectOr(matchLabels)), ...arrayOr(matchExpressions).map((expression) => objectOr(expression).key)];
}
