import { isDnsLabel } from '../../api/names.ts';

/** A CronJob's Jobs have its name and 11 characters more. */
const maxLength = 52;
const suffix = '-schedule';

/** What a schedule's objects are called. */
export interface ScheduleNames {
  cronJob: string;
  /** ConfigMap, ServiceAccount, Role and RoleBinding. */
  others: string;
  /** The ConfigMap with the script, where the schedule was made of one. A run of that name may have a ConfigMap of its own. */
  script: string;
}

export function scheduleNames(name: string): ScheduleNames {
  return { cronJob: name, others: name + suffix, script: `${name}${suffix}-script` };
}

/** Why no schedule can have this name; undefined where one can. */
export function scheduleNameFault(name: string): string | undefined {
  if (!isDnsLabel(name)) return `"${name}" must consist of lower-case letters, digits and "-", and start and end with a letter or digit`;
  return name.length > maxLength ? `"${name}" has ${name.length} characters; a CronJob's name may have ${maxLength}` : undefined;
}
