import { describe, expect, it } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { platforms } from '../../release/platforms.ts';

describe('the platforms', () => {
  it('are Linux and macOS on both processors, each with a Node of its own', () => {
    expect(platforms.map(({ os, arch }) => `${os}-${arch}`)).toEqual(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);
    expect(new Set(platforms.map(({ integrity }) => integrity)).size).toBe(4);
    for (const { integrity } of platforms) expect(Buffer.from(integrity.replace(/^sha512-/, ''), 'base64')).toHaveLength(64);
  });

  it('have the Node on Linux that everything is tested under', () => {
    for (const { os, version } of platforms) if (os === 'linux') expect(version).toBe(manifest.devDependencies.node);
  });

  it('have a Node for the code that the bundle is made of', () => {
    const least = Number(/\d+/.exec(manifest.engines.node)?.[0]);
    for (const { version } of platforms) expect(Number.parseInt(version)).toBeGreaterThan(least);
  });
});
