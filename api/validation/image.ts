import { isMissing, text } from './checks.ts';
import { type Finding, invalid, shown } from './finding.ts';

/** The grammar of image references: an optional registry, a path, an optional tag and digest. */
export const imagePattern = String.raw`^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[0-9A-Za-z_][0-9A-Za-z_.-]{0,127})?(?:@[a-zA-Z][0-9A-Za-z_+.-]*:[0-9a-fA-F]{32,})?$`;
const reference = new RegExp(imagePattern, 'u');
export const maxImageLength = 512;

export function checkImage(path: string, value: unknown): Finding[] {
  if (isMissing(value)) return [];
  if (typeof value !== 'string') return text(path, value);
  if (value === '') return [invalid(path, 'is empty: leave it out for the default image')];
  if (value.length <= maxImageLength && reference.test(value)) return [];
  const fault = /^<.*>$/u.test(value) ? 'is a placeholder: write the image' : 'is not an image reference: write one';
  return [invalid(path, `${shown(value)} ${fault} such as grafana/k6:1.8.1`)];
}

/** Whether an image may be another one tomorrow: its tag is `latest`, or it has neither tag nor digest. */
export function isMoving(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([\w.-]+)$/u.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}
