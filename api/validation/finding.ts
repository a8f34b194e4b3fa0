/** What is wrong with one field, in the words of Kubernetes' own API errors (`status.details.causes[].reason`). */
export type FindingReason =
  | 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueTypeInvalid' | 'FieldValueForbidden' | 'FieldValueNotSupported'
  | 'FieldValueTooLong' | 'FieldValueDuplicate';

/** One fault of a run. */
export interface Finding {
  /** Such as `.spec.script.configMap`. */
  path: string;
  reason: FindingReason;
  /** What is wrong and what to write instead. */
  message: string;
}

export function required(path: string, message: string): Finding {
  return { path, reason: 'FieldValueRequired', message };
}

export function invalid(path: string, message: string): Finding {
  return { path, reason: 'FieldValueInvalid', message };
}

export function wrongType(path: string, message: string): Finding {
  return { path, reason: 'FieldValueTypeInvalid', message };
}

export function forbidden(path: string, message: string): Finding {
  return { path, reason: 'FieldValueForbidden', message };
}

export function notSupported(path: string, message: string): Finding {
  return { path, reason: 'FieldValueNotSupported', message };
}

export function tooLong(path: string, message: string): Finding {
  return { path, reason: 'FieldValueTooLong', message };
}

export function duplicate(path: string, message: string): Finding {
  return { path, reason: 'FieldValueDuplicate', message };
}

export { entryPath, plain, shown } from '../shown.ts';
