import type { Site } from '../process/site.ts';

/** How runners may stream: by whatever costs them least, or by OpenTelemetry's protocol alone. */
export const streamProtocols = ['auto', 'otlp'] as const;
export type StreamProtocol = (typeof streamProtocols)[number];

/** The controller's own collector, as runners see it. */
export interface Collector {
  host: string;
  port: number;
  /** What a runner (1-based) of the run with that UID shows to be let in. */
  token: (uid: string, runner: number) => string;
  protocol: StreamProtocol;
}

/** What the operator's installation decides for every run; read from the environment once, at the start. */
export interface Settings extends Site {
  /** Where runners send their metrics to; absent where this installation collects none. */
  collector?: Collector;
  /** The operator's own image, which the starter and stopper run from where a run names none. */
  operatorImage: string;
  /** Pull policy of the operator's own image in starters and stoppers. */
  imagePullPolicy?: string;
}
