import type { Kind } from '../../api/run.ts';
import type { PodSettings, RunSpec } from '../../api/spec.ts';

export interface Manifest {
  apiVersion: string;
  kind: Kind;
  metadata: { name: string };
  spec: object;
}

/** A runner's settings in every test: an image that the node has, and a number of its own in the script's environment. */
export const runner: PodSettings = {
  image: 'k6:dev',
  imagePullPolicy: 'IfNotPresent',
  env: [{ name: 'RUNNER', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'k6.io/runner-index\']' } } }],
};

/** A manifest as a user writes it. `script` is by default the file test.js of ConfigMap `script`. */
export function aRun(name: string, spec: Partial<RunSpec> = {}, kind: Kind = 'K6'): Manifest {
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind,
    metadata: { name },
    spec: { script: { configMap: { name: 'script' } }, ...spec, runner: { ...runner, ...spec.runner } },
  };
}

/** A ConfigMap with a script as test.js, or with the files that are given. */
export function aScript(name: string, content: string | Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: typeof content === 'string' ? { 'test.js': content } : content };
}

/** A script whose VUs do nothing for so many seconds. */
export function idle(seconds: number, vus = 4): string {
  return `
    import { sleep } from 'k6';
    export const options = { vus: ${vus}, duration: '${seconds}s' };
    export default function () { sleep(0.5); }
  `;
}
