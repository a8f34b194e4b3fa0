import type { Volume, VolumeMount } from './kubernetes.ts';
import type { ScriptSource } from './spec.ts';

export const scriptVolume = 'k6-test-volume';
export const scriptFolder = '/test';
export const defaultScriptFile = 'test.js';

/** Where a run's script is, seen from inside a runner. */
export interface Script {
  kind: 'configMap' | 'volumeClaim' | 'localFile';
  /** The path of the script in the runner. */
  path: string;
  /** Where the volume is mounted; absent for a file of the image. */
  mountPath?: string;
  /** The script's path inside the volume. */
  file?: string;
  volume?: Volume;
  mount?: VolumeMount;
}

/** A run whose script has no source. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/**
 * Reads the script's source; a volume claim wins over a ConfigMap, and that over a local file, as upstream has it.
 * @throws ScriptError where there is none
 */
export function parseScript(source: ScriptSource | undefined): Script {
  if (source?.volumeClaim?.name) return fromVolumeClaim(source.volumeClaim);
  if (source?.configMap?.name) return fromConfigMap(source.configMap);
  if (source?.localFile) return { kind: 'localFile', path: source.localFile };
  throw new ScriptError('spec.script needs one of configMap.name, volumeClaim.name and localFile');
}

/** `readOnly` goes to the mount alone: on the volume it would bind init containers that fill it as well. */
function fromVolumeClaim(claim: NonNullable<ScriptSource['volumeClaim']>): Script {
  const given = claim.file ?? '';
  const path = given.startsWith('/') ? given : `${scriptFolder}/${given || defaultScriptFile}`;
  const absolute = given.startsWith('/') ? path.lastIndexOf('/') : scriptFolder.length;
  const mountPath = path.slice(0, absolute) || '/';
  return {
    kind: 'volumeClaim',
    path,
    mountPath,
    file: path.slice(absolute + 1),
    volume: { name: scriptVolume, persistentVolumeClaim: { claimName: claim.name } },
    mount: { name: scriptVolume, mountPath, ...(claim.readOnly && { readOnly: true }) },
  };
}

function fromConfigMap(configMap: NonNullable<ScriptSource['configMap']>): Script {
  const file = configMap.file ?? '';
  return {
    kind: 'configMap',
    path: `${scriptFolder}/${file || defaultScriptFile}`,
    mountPath: scriptFolder,
    file: file || defaultScriptFile,
    volume: { name: scriptVolume, configMap: { name: configMap.name } },
    mount: { name: scriptVolume, mountPath: scriptFolder, readOnly: true },
  };
}
