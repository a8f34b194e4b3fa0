import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { parseVersion, versions } from '../../cluster/versions.ts';

describe('a version', () => {
  it('is read as three numbers', () => {
    expect(parseVersion('v1.37.2')).toEqual({ major: 1, minor: 37, patch: 2 });
  });

  it.each(['1.37.2', 'v1.37', 'v1.37.2-rc.1', 'latest', ''])('is refused as "%s"', (text) => {
    expect(() => parseVersion(text)).toThrow(`"${text}" is not a version`);
  });

  it.each([
    ['kubernetes', 'k8s.io/kubernetes', 'kubernetes'],
    ['etcd', 'go.etcd.io/etcd/server/v3', 'etcd'],
    ['k6', 'go.k6.io/k6', 'k6-prometheus'],
  ] as const)('of %s is the one that its Go module requires', (part, module, folder) => {
    const goMod = readFileSync(join(root, 'cluster', 'modules', folder, 'go.mod'), 'utf8');
    expect(goMod).toMatch(new RegExp(`^\\s*(require )?${module} ${versions[part]}( |$)`, 'm'));
  });
});
