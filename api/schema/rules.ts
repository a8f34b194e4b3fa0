import { maxRunNameLength } from '../names.ts';
import { changeableFields, stagesWithoutRunners } from '../validation/update.ts';
import type { Schema } from './schema.ts';

/** What CEL says of a whole run. It stands at the root, the only place that sees metadata and status beside the spec. */
type Rules = NonNullable<Schema['x-kubernetes-validations']>;

/** The names of Jobs and pods are made from the run's; `maxRunNameLength` is the same for every parallelism that fits into int32. */
export function nameRules(): Rules {
  const longest = maxRunNameLength(1);
  return [
    {
      rule: `self.metadata.name.size() <= ${longest}`,
      message: `the name must have at most ${longest} characters, since names of Jobs and pods are made from it`,
    },
    {
      rule: '!self.metadata.name.contains(\'.\')',
      message: 'the name must not have dots, since names of Jobs and pods are made from it',
    },
  ];
}

/** One rule for each field of the spec that may not change once there are runners, as `validateUpdate` has it. */
export function changeRules(fields: string[]): Rules {
  const stages = [...stagesWithoutRunners].map((stage) => `'${stage}'`).join(', ');
  const open = `!has(oldSelf.status) || !has(oldSelf.status.stage) || oldSelf.status.stage in [${stages}]`;
  return fields.filter((field) => !changeableFields.has(field)).map((field) => {
    const [now, before] = [`self.spec.${field}`, `oldSelf.spec.${field}`];
    return {
      rule: `${open} || (has(${now}) ? has(${before}) && ${now} == ${before} : !has(${before}))`,
      message: `${field} cannot change once there are runners, which were made from it; delete the run and create a new one`,
      fieldPath: '.spec',
    };
  });
}
