import { stringify } from 'yaml';
import { archiveName, type Platform } from './platforms.ts';

/** An archive as krew is to fetch it. */
export interface Archive extends Pick<Platform, 'os' | 'arch'> {
  /** In hex. */
  sha256: string;
}

const krewArch = { x64: 'amd64', arm64: 'arm64' } as const;

/**
 * The manifest for krew, as its developer guide describes it. Its name is that of the file, k6.yaml.
 * @param base the address of the folder that the archives are published in
 */
export function krewManifest(version: string, base: string, archives: readonly Archive[]): string {
  return stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'k6' },
    spec: {
      version: `v${version}`,
      shortDescription: 'Run distributed k6 load tests',
      description: [
        'Takes a k6 script and all that it imports to the cluster, runs it on many',
        'runners that start at the same instant, and ends with the outcome as its',
        'exit code. Merges the logs of all runners, shows how runs go and why one',
        'failed, makes runs on a schedule, and finds out what an installation lacks.',
        'Needs k6-operator in the cluster; checking manifests needs no cluster.',
        '',
      ].join('\n'),
      caveats: [
        'For completion of commands, flags and names (kubectl 1.26 or newer), once:',
        '  kubectl k6 completion install',
        'Whether the cluster has all that runs depend on:',
        '  kubectl k6 doctor',
        '',
      ].join('\n'),
      platforms: archives.map((one) => ({
        selector: { matchLabels: { os: one.os, arch: krewArch[one.arch] } },
        uri: `${base.replace(/\/+$/, '')}/${archiveName(version, one)}`,
        sha256: one.sha256,
        // krew leaves out what is not named; the archive has one folder, so that it can be unpacked anywhere.
        files: [{ from: 'kubectl-k6/*', to: '.' }],
        bin: 'bin/kubectl-k6',
      })),
    },
  }, { lineWidth: 0 });
}
