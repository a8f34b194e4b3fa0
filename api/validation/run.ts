import { isObject } from '../json.ts';
import { checkArguments } from './arguments.ts';
import { isMissing, objectValue } from './checks.ts';
import { checkFields, checkParallelism, checkScuttle } from './fields.ts';
import { type Finding, required } from './finding.ts';
import { checkImage } from './image.ts';
import type { Limits } from './limits.ts';
import { checkName } from './name.ts';
import { checkPods } from './pods.ts';
import { checkPorts } from './ports.ts';
import { checkScript } from './script.ts';
import { better, containerField } from './shape.ts';

const ports = better(checkPorts, containerField('ports'));

/**
 * Every fault of a run at once; none where the controller can turn it into runners. Takes any JSON and never throws,
 * since the API server checks the schema only after mutating admission has seen the object.
 */
export function validateRun(run: unknown, limits: Limits): Finding[] {
  if (!isObject(run)) return objectValue('', run ?? 'null');
  const { spec } = run;
  if (isMissing(spec)) return [...checkName(run), required('.spec', 'a run needs a spec: write at least its script')];
  if (!isObject(spec)) return [...checkName(run), ...objectValue('.spec', spec)];
  return [
    ...checkName(run),
    ...checkScript(spec),
    ...checkParallelism(spec, limits),
    ...checkArguments(spec),
    ...checkFields(spec),
    ...checkScuttle(spec),
    ...ports('.spec.ports', spec.ports),
    ...checkImage('.spec.image', spec.image),
    ...checkPods(spec),
  ];
}
