import type { Site } from '../process/site.ts';

/** What the operator's installation decides for every run; read from the environment once, at the start. */
export interface Settings extends Site {
  /** The operator's own image, which the starter and stopper run from where a run names none. */
  operatorImage: string;
  /** Pull policy of the operator's own image in starters and stoppers. */
  imagePullPolicy?: string;
}
