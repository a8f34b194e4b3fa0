import { defaultScriptFile } from '../api/script.ts';
import { apiVersion, type Run } from '../api/run.ts';

/** What came of a run that was created by dry-run: the object as it would be stored, or the API server's words of refusal. */
export type Answer = { object: unknown } | { refusal: string };

/** A run to try admission with, and how the answer shows that the webhook was asked. */
export interface Check {
  title: string;
  run: Run;
  /** Why the answer is not the right one; undefined: it is. */
  fault: (answer: Answer) => string | undefined;
}

/** Whichever of the two webhooks it was: what is wrong is refused by the first one that is asked. */
const denial = /admission webhook "(mutate|validate)\.k6\.io" denied the request/u;

/**
 * A good run and a bad one, which between them show that admission works: the schema alone would leave the first one bare and let the second one pass.
 * @param runnerImage the default that the webhook was given
 */
export function checks(namespace: string, runnerImage: string): Check[] {
  const wanted = { parallelism: 1, file: defaultScriptFile, image: runnerImage };
  return [
    {
      title: 'a good run is accepted, with its defaults filled in',
      run: run(namespace, 'admission-check-good', {}),
      fault: (answer) => {
        if ('refusal' in answer) return `it was refused: ${answer.refusal}`;
        const spec = (answer.object as Partial<Run>).spec;
        const found = { parallelism: spec?.parallelism, file: spec?.script.configMap?.file, image: spec?.runner?.image };
        return sameJson(found, wanted) ? undefined : `it came back with ${JSON.stringify(found)}; wanted ${JSON.stringify(wanted)}`;
      },
    },
    {
      title: 'a bad run is refused by the webhook',
      run: run(namespace, 'admission-check-bad', { arguments: '--paused' }),
      fault: (answer) => {
        if ('object' in answer) return 'it was accepted, although its arguments have --paused';
        return denial.test(answer.refusal) ? undefined : `it was refused, yet not by the webhook: ${answer.refusal}`;
      },
    },
  ];
}

function run(namespace: string, name: string, more: object): Run {
  return { apiVersion, kind: 'K6', metadata: { name, namespace }, spec: { script: { configMap: { name: 'none' } }, ...more } } as unknown as Run;
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
