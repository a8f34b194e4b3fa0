import { optional } from './checks.ts';
import { invalid, shown } from './finding.ts';

/** A path inside a folder, such as the one that is mounted: relative, and never out of it. */
export const checkFolderPath = optional((path, value) => {
  if (typeof value !== 'string' || value === '') return [];
  if (value.startsWith('/')) return [invalid(path, `${shown(value)} is absolute: write it without the leading "/"`)];
  return value.split('/').includes('..') ? [invalid(path, `${shown(value)} leaves its folder: write a path without ".."`)] : [];
});

/** A file in a volume that Kubernetes fills, which keeps names that begin with two dots for itself. */
export const checkVolumeFile = optional((path, value) => {
  const found = checkFolderPath(path, value);
  if (found.length > 0 || typeof value !== 'string' || !value.startsWith('..')) return found;
  return [invalid(path, `${shown(value)} begins with "..": choose another name`)];
});
