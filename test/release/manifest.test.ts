import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { krewManifest } from '../../release/krew.ts';
import { platforms } from '../../release/platforms.ts';
import { krewTools } from './krew.ts';

const archives = platforms.map(({ os, arch }, index) => ({ os, arch, sha256: String(index).repeat(64) }));
const text = krewManifest('0.1.0', 'https://example.com/files/', archives);
const krew = await krewTools();

interface Manifest {
  metadata: { name: string };
  spec: {
    version: string;
    shortDescription: string;
    description: string;
    caveats: string;
    platforms: { selector: { matchLabels: Record<string, string> }; uri: string; sha256: string; bin: string; files: unknown[] }[];
  };
}

/** krew's validator, on the file name that users and krew's index know. */
async function judgement(manifest: string): Promise<{ failed: boolean; stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'k6-krew-'));
  try {
    writeFileSync(join(folder, 'k6.yaml'), manifest);
    return await execa(krew?.validator ?? '', ['-manifest', join(folder, 'k6.yaml'), '-skip-install'], { reject: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the manifest for krew', () => {
  const { metadata, spec } = parse(text) as Manifest;

  it('is of the kind that krew reads, and names the plugin as kubectl calls it', () => {
    expect(text).toMatch(/^apiVersion: krew\.googlecontainertools\.github\.com\/v1alpha2\nkind: Plugin\n/);
    expect([metadata.name, spec.version]).toEqual(['k6', 'v0.1.0']);
  });

  it('has one archive for each platform, under the names that krew gives them', () => {
    expect(spec.platforms.map(({ selector, uri }) => [Object.values(selector.matchLabels).join('/'), uri])).toEqual([
      ['linux/amd64', 'https://example.com/files/kubectl-k6-v0.1.0-linux-x64.tar.gz'],
      ['linux/arm64', 'https://example.com/files/kubectl-k6-v0.1.0-linux-arm64.tar.gz'],
      ['darwin/amd64', 'https://example.com/files/kubectl-k6-v0.1.0-darwin-x64.tar.gz'],
      ['darwin/arm64', 'https://example.com/files/kubectl-k6-v0.1.0-darwin-arm64.tar.gz'],
    ]);
    expect(spec.platforms.map(({ sha256 }) => sha256)).toEqual(archives.map(({ sha256 }) => sha256));
    for (const { selector } of spec.platforms) expect(Object.keys(selector.matchLabels)).toEqual(['os', 'arch']);
    for (const { bin, files } of spec.platforms) expect([bin, files]).toEqual(['bin/kubectl-k6', [{ from: 'kubectl-k6/*', to: '.' }]]);
  });

  it('says in a few words what it is, lists no flags, and how completion is switched on', () => {
    expect(spec.shortDescription.length).toBeLessThanOrEqual(50);
    expect(spec.shortDescription).not.toMatch(/\n|\.$/);
    expect(spec.description).not.toMatch(/(^|\s)--?\w/m);
    expect(spec.caveats).toContain('kubectl k6 completion install');
    for (const line of `${spec.description}${spec.caveats}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  const own = krew === undefined ? it.skip : it;
  own("is accepted by krew's own validator, which refuses a wrong one (left out where the Go proxy has no krew)", async () => {
    expect(await judgement(text)).toMatchObject({ failed: false, stderr: expect.stringContaining('no overlapping') });
    expect(await judgement(text.replace('arch: arm64', 'arch: amd64'))).toMatchObject({ failed: true, stderr: expect.stringContaining('overlapping') });
    expect(await judgement(text.replace(`sha256: "${'0'.repeat(64)}"`, 'sha256: abc'))).toMatchObject({ failed: true });
  });
});
