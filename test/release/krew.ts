import { goTool } from '../charts/tools.ts';

const source = { module: 'sigs.k8s.io/krew', version: 'v0.5.0' };

/** krew, and the program that checks manifests for its index. */
export interface Krew {
  krew: string;
  validator: string;
}

/** Built once into the cache; undefined where the Go proxy does not offer them. Throws when they are offered and do not build. */
export async function krewTools(): Promise<Krew | undefined> {
  try {
    return {
      krew: await goTool({ ...source, name: 'krew', folder: './cmd/krew' }),
      validator: await goTool({ ...source, name: 'validate-krew-manifest', folder: './cmd/validate-krew-manifest' }),
    };
  } catch (error) {
    if (String((error as { command?: string }).command).startsWith('go mod download')) return undefined;
    throw error;
  }
}
