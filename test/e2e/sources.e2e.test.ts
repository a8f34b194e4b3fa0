import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSpec } from '../../api/spec.ts';
import { k6 } from '../../cluster/bin.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, runner } from './manifests.ts';
import { runnersOf } from './objects.ts';
import { denials } from './operator.ts';
import { ended, outcomeOf } from './outcome.ts';
import { inTurn } from './pace.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(360_000);

const files = {
  'test.js': `
    import { sleep } from 'k6';
    import { words } from './words.js';
    const data = open('./data.txt').trim();
    export const options = { vus: 2, iterations: 2 };
    export default function () { console.log(words + ' ' + data); sleep(0.2); }
  `,
  'words.js': 'export const words = "it read its module";',
  'data.txt': 'and its data\n',
};
const said = 'it read its module and its data';
const shell = { image: 'shell-curl:dev', imagePullPolicy: 'IfNotPresent' };

/** A volume on the node that a pod fills with the script and its files, in the top folder and in `suite`. */
function disk(namespace: string): object[] {
  const command = 'mkdir -p /data/suite && cp -L /script/*.js /script/*.txt /data/ && cp /data/* /data/suite/ 2>/dev/null; chmod -R a+rX /data; touch /tmp/ready; sleep 3600';
  return [
    {
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: namespace },
      spec: {
        capacity: { storage: '1Mi' }, accessModes: ['ReadWriteMany'], storageClassName: '', persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name: 'disk' }, hostPath: { path: `/tmp/${namespace}`, type: 'DirectoryOrCreate' },
      },
    },
    {
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'disk' },
      spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: namespace, resources: { requests: { storage: '1Mi' } } },
    },
    {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'writer' },
      spec: {
        terminationGracePeriodSeconds: 0,
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'disk' } }, { name: 'script', configMap: { name: 'script' } }],
        containers: [{
          name: 'shell', ...shell, command: ['sh', '-c', command], securityContext: { runAsUser: 0 },
          readinessProbe: { exec: { command: ['ls', '/tmp/ready'] }, periodSeconds: 1 },
          volumeMounts: [{ name: 'data', mountPath: '/data' }, { name: 'script', mountPath: '/script' }],
        }],
      },
    },
  ];
}

/** An init container that writes the script into a volume of the user's own. */
const written: Partial<RunSpec> = {
  script: { localFile: '/mine/test.js' },
  runner: {
    ...runner,
    volumes: [{ name: 'mine', emptyDir: {} }, { name: 'files', configMap: { name: 'script' } }],
    volumeMounts: [{ name: 'mine', mountPath: '/mine' }],
    initContainers: [{
      name: 'write', command: ['sh', '-c', 'cp -L /files/*.js /files/*.txt /mine/'],
      volumeMounts: [{ name: 'mine', mountPath: '/mine' }, { name: 'files', mountPath: '/files' }],
    }],
  },
};

const runs: Record<string, Partial<RunSpec>> = {
  'a-configmap': { script: { configMap: { name: 'script' } } },
  'an-archive': { script: { configMap: { name: 'archive', file: 'archive.tar' } } },
  'an-archive-unchecked': { script: { configMap: { name: 'archive', file: 'archive.tar' } }, initializer: { disabled: true } },
  'a-claim': { script: { volumeClaim: { name: 'disk', file: 'test.js' } } },
  'a-folder-of-a-claim': { script: { volumeClaim: { name: 'disk', file: 'suite/test.js' } } },
  'an-absolute-path-in-a-claim': { script: { volumeClaim: { name: 'disk', file: '/scripts/test.js' } } },
  'a-read-only-claim': { script: { volumeClaim: { name: 'disk', file: 'test.js', readOnly: true } } },
  'a-local-file': written,
};

describeOnNode('a script', () => {
  let place: Place;
  let folder: string;

  beforeAll(async () => {
    place = await aPlace('source');
    folder = await mkdtemp(join(tmpdir(), 'k6-archive-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await execa(await k6(), ['archive', 'test.js', '--archive-out', 'archive.tar'], { cwd: folder });
    await place.apply(aScript('script', files), ...disk(place.namespace));
    await place.kubectl(['create', 'configmap', 'archive', `--from-file=${join(folder, 'archive.tar')}`]);
    await place.kubectl(['wait', '--for=condition=Ready', 'pod/writer', '--timeout=90s']);
    await inTurn(place, Object.entries(runs).map(([name, spec]) => aRun(name, { parallelism: 2, ...spec })));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await place.kubectl(['exec', 'writer', '--', 'sh', '-c', 'rm -rf /data/*']);
    await leave(place);
    await place.kubectl(['delete', 'persistentvolume', place.namespace, '--wait=false']);
  });

  it.each(Object.keys(runs))('runs from %s, with the files that it refers to', async (name) => {
    expect(outcomeOf(await ended(place, name))).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
    for (const index of [1, 2]) expect(await place.kubectl(['logs', `job/${name}-${index}`])).toContain(said);
  });

  it.each([['a-claim', false], ['a-read-only-claim', true]])('is mounted for reading alone only where that is asked for: %s', async (name, readOnly) => {
    const [pod] = await runnersOf(place, name);
    const mounts = pod?.spec?.containers.flatMap(({ volumeMounts = [] }) => volumeMounts) ?? [];
    expect(mounts.filter(({ mountPath }) => mountPath === '/test').map((mount) => mount.readOnly ?? false)).toEqual([readOnly]);
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
