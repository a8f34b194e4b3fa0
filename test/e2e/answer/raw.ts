import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSpec } from '../../../api/spec.ts';

/** A folder of this machine that pods write k6's raw samples to: the node of the tests is this machine. */
export class RawSamples {
  readonly #folder: string;

  constructor(name: string) {
    this.#folder = join('/var/tmp', `k6-raw-${name}`);
  }

  async make(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await chmod(this.#folder, 0o777);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  /** What of a run's spec makes every runner write a file of its own. */
  spec(run: string): Pick<RunSpec, 'args'> & { runner: NonNullable<RunSpec['runner']> } {
    return {
      args: ['--out', `json=/raw/${run}-$(RUNNER).json`],
      runner: { volumes: [{ name: 'raw', hostPath: { path: this.#folder } }], volumeMounts: [{ name: 'raw', mountPath: '/raw' }] },
    };
  }

  /** All samples of a run's trends, sorted, by metric. */
  async read(run: string): Promise<Map<string, number[]>> {
    const samples = new Map<string, number[]>();
    for (const file of (await readdir(this.#folder)).filter((name) => name.startsWith(`${run}-`))) {
      for (const line of (await readFile(join(this.#folder, file), 'utf8')).split('\n')) addPoint(samples, line);
    }
    for (const values of samples.values()) values.sort((a, b) => a - b);
    return samples;
  }
}

function addPoint(samples: Map<string, number[]>, line: string): void {
  if (!line.includes('"type":"Point"')) return;
  const { metric, data } = JSON.parse(line) as { metric: string; data: { value: number } };
  const values = samples.get(metric) ?? [];
  samples.set(metric, values);
  values.push(data.value);
}
