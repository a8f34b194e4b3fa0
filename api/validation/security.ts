import { arrayOr, isObject, objectOr } from '../json.ts';
import { all, type Check, fields, integer, isMissing, listOf, oneOf, unique } from './checks.ts';
import { type Finding, forbidden, invalid, required, shown } from './finding.ts';
import { checkFolderPath } from './paths.ts';

const id = integer(0, 2 ** 31 - 1);
const sysctl = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/u;

/** A seccomp or AppArmor profile: `localhostProfile` belongs to `type: Localhost`. */
const profile: Check = all(fields({ type: oneOf('Localhost', 'RuntimeDefault', 'Unconfined') }), (path, value) => {
  if (!isObject(value)) return [];
  const { type, localhostProfile } = value;
  const at = `${path}.localhostProfile`;
  if (type === 'Localhost') return isMissing(localhostProfile) || localhostProfile === '' ? [required(at, 'type: Localhost needs the profile')] : [];
  return isMissing(localhostProfile) ? [] : [forbidden(at, 'is for type: Localhost: leave it out')];
});
const seccomp: Check = all(profile, fields({ localhostProfile: checkFolderPath }));
const appArmor: Check = all(profile, fields({
  localhostProfile: (path, value) => (
    typeof value !== 'string' || value === '' || (value === value.trim() && value.length <= 4095) ? [] : [invalid(path, 'write it without spaces around it, and in at most 4095 characters')]
  ),
}));

/** A container of a host process needs the host's network, which no pod of a run has. */
const windows: Check = fields({
  hostProcess: (path, value) => (value === true ? [forbidden(path, 'pods of a run have no host network, which this needs: leave it out')] : []),
});

const common = { runAsUser: id, runAsGroup: id, seccompProfile: seccomp, appArmorProfile: appArmor, windowsOptions: windows };

export const checkPodSecurity: Check = fields({
  ...common,
  fsGroup: id,
  supplementalGroups: listOf(id),
  fsGroupChangePolicy: oneOf('Always', 'OnRootMismatch'),
  supplementalGroupsPolicy: oneOf('Merge', 'Strict'),
  seLinuxChangePolicy: oneOf('MountOption', 'Recursive'),
  sysctls: all(
    listOf((path, value) => {
      const { name } = objectOr(value);
      return typeof name !== 'string' || name === '' || (name.length <= 253 && sysctl.test(name)) ? [] : [invalid(`${path}.name`, `${shown(name)} is not a sysctl's name`)];
    }),
    unique((entry) => text(objectOr(entry).name)?.replaceAll('/', '.'), 'name each sysctl once'),
  ),
});

export const checkContainerSecurity: Check = all(
  fields({ ...common, procMount: (path, value) => (value === 'Unmasked' ? [forbidden(path, 'pods of a run have no user namespace, which this needs: leave it out')] : oneOf('Default')(path, value)) }),
  (path, value) => (isObject(value) ? escalation(`${path}.allowPrivilegeEscalation`, value) : []),
);

/** What is privileged already cannot be kept from it. */
function escalation(path: string, { allowPrivilegeEscalation, privileged, capabilities }: Record<string, unknown>): Finding[] {
  if (allowPrivilegeEscalation !== false) return [];
  const admin = arrayOr(objectOr(capabilities).add).some((capability) => capability === 'CAP_SYS_ADMIN');
  return [
    ...(privileged === true ? [invalid(path, 'cannot be false beside privileged: true')] : []),
    ...(admin ? [invalid(path, 'cannot be false beside the capability CAP_SYS_ADMIN')] : []),
  ];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
