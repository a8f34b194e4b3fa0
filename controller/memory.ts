import type { Run } from '../api/run.ts';
import type { K6Build } from './world.ts';

/** A log collection that fails is tried so often before the run ends without it. */
const collectionTries = 5;
/** More images than a site has; what is forgotten is asked again. */
const imagesKept = 1000;

/**
 * What the process remembers between passes to save calls and to bound retries. Nothing here decides how a run ends:
 * a controller that starts without it comes to the same end.
 */
export class Memory {
  readonly #written = new Map<string, { replaced: string; run: Run }>();
  readonly #failedCollections = new Map<string, number>();

  readonly #images = new Map<string, K6Build>();

  /** What an image's k6 said of itself when an initializer asked it. */
  k6Of(image: string): K6Build | undefined {
    return this.#images.get(image);
  }

  rememberK6(image: string, k6: K6Build): void {
    if (this.#images.size >= imagesKept) this.#images.clear();
    this.#images.set(image, k6);
  }

  /** The run as this process last wrote it, as long as the watch still shows the version that was replaced. */
  newest(seen: Run | undefined): Run | undefined {
    if (!seen) return undefined;
    const written = this.#written.get(seen.metadata.uid);
    if (written && written.replaced === seen.metadata.resourceVersion) return written.run;
    this.#written.delete(seen.metadata.uid);
    return seen;
  }

  remember(replaced: Run, run: Run): void {
    this.#written.set(run.metadata.uid, { replaced: this.#first(replaced), run });
  }

  countFailedCollection(uid: string, retry: boolean): void {
    this.#failedCollections.set(uid, retry ? (this.#failedCollections.get(uid) ?? 0) + 1 : collectionTries);
  }

  hasGivenUp(uid: string): boolean {
    return (this.#failedCollections.get(uid) ?? 0) >= collectionTries;
  }

  forget(uid: string): void {
    this.#written.delete(uid);
    this.#failedCollections.delete(uid);
  }

  /** Of several writes in a row that the watch has not shown yet, the version before the first. */
  #first({ metadata: { uid, resourceVersion = '' } }: Run): string {
    const written = this.#written.get(uid);
    return written && written.run.metadata.resourceVersion === resourceVersion ? written.replaced : resourceVersion;
  }
}
