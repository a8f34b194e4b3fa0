import { execa } from 'execa';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../cluster/paths.ts';
import { timed } from '../../cluster/progress.ts';
import { withLock } from '../../cluster/tools/lock.ts';

/** A program in Go that only the chart's tests need. */
export interface GoTool {
  name: string;
  module: string;
  version: string;
  /** Of the package with its main function, within the module. */
  folder: string;
  ldflags?: string;
}

/** The folder with a Go module's files, in Go's own cache; downloaded when it is not there. */
export async function goModule(module: string, version: string): Promise<string> {
  const { stdout } = await execa('go', ['mod', 'download', '-json', `${module}@${version}`], { env: { GOWORK: 'off' } });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/**
 * The path of a tool, built once into the cache when it is missing (a minute or two). It is built inside its own module, because `go install` refuses
 * modules with replace lines.
 */
export async function goTool({ name, module, version, folder, ldflags = '' }: GoTool): Promise<string> {
  const home = join(cacheDirectory(), 'tools', `${name}-${version}`);
  const path = join(home, name);
  if (existsSync(path)) return path;
  await withLock(`${home}.lock`, async () => {
    if (existsSync(path)) return;
    mkdirSync(home, { recursive: true });
    await timed(`building ${name} ${version}`, async () => {
      const cwd = await goModule(module, version);
      await execa('go', ['build', '-ldflags', `-s -w ${ldflags}`, '-o', `${path}.building`, folder], { cwd, env: { CGO_ENABLED: '0', GOWORK: 'off' } });
    });
    renameSync(`${path}.building`, path);
  });
  return path;
}

const helm3Version = 'v3.22.0';

export const helm3 = (): Promise<string> =>
  goTool({
    name: 'helm', module: 'helm.sh/helm/v3', version: helm3Version, folder: './cmd/helm',
    ldflags: `-X helm.sh/helm/v3/internal/version.version=${helm3Version}`,
  });

export const helmUnittest = (): Promise<string> =>
  goTool({ name: 'helm-unittest', module: 'github.com/helm-unittest/helm-unittest', version: 'v1.1.2', folder: './cmd/helm-unittest' });

export const kubeconform = (): Promise<string> =>
  goTool({ name: 'kubeconform', module: 'github.com/yannh/kubeconform', version: 'v0.8.0', folder: './cmd/kubeconform' });
