import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mount = '/sys/fs/cgroup';
const unified = existsSync(join(mount, 'cgroup.controllers'));

/** The roots to make our cgroup in: one on cgroup v2, one for each hierarchy on v1, of which a `unified` may be one more. */
function hierarchies(): string[] {
  return unified ? [mount] : readdirSync(mount).map((name) => join(mount, name));
}

/** Makes the cgroup that all pods of a cluster go under; the kubelet wants to find it there. */
export function makeCgroup(name: string): void {
  if (unified) writeFileSync(join(mount, 'cgroup.subtree_control'), '+cpu +cpuset +io +memory +pids');
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name), { recursive: true });
}

/** Removes it with all below; the processes in it must have ended. */
export function removeCgroup(name: string): void {
  for (const hierarchy of hierarchies()) removeTree(join(hierarchy, name));
}

function removeTree(path: string): void {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) removeTree(join(path, entry.name));
  rmdirSync(path);
}
