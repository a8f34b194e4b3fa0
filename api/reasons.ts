/**
 * Every reason that a condition, a failure or an event of a run can carry, with when it is used.
 * docs/troubleshooting.md tells for each what to do; a test holds the two to each other.
 */
export const reasons = {
  // The way to the start.
  Initializing: 'The initializer is checking the script',
  WaitingForPreviousRun: 'Children of an earlier run with the same name are still being deleted',
  CreatingRunners: 'Runner Jobs are being created',
  WaitingForRunners: 'Not every runner pod is running yet',
  WaitingForBarrier: 'The starter waits until every runner has initialised its VUs',
  AllRunnersReady: 'Every runner pod is running',
  AllRunnersStarted: 'Every runner was started',
  // While it runs and at its end.
  RunnersRunning: 'The test is running',
  Stopping: 'The runners are being stopped',
  CollectingLogs: 'Every runner ended; their summaries are being collected',
  HandlingSummary: 'The script\'s own handleSummary() is being called on the merged summary',
  RunCompleted: 'Every runner ended by itself',
  CompletedWithLosses: 'The run went on without the runners that it lost, as runnerLossPolicy asks',
  ThresholdsPassed: 'Every runner ended with exit code 0, and the thresholds hold',
  ThresholdsFailed: 'A threshold failed',
  ThresholdsNotJudged: 'No runner\'s numbers came, so the thresholds could not be judged',
  StoppedByUser: 'The run was stopped by spec.stop or through the runners\' REST API',
  // Why a run failed before the start.
  InvalidSpec: 'The spec cannot be turned into runners',
  NameConflict: 'A child\'s name is taken by an object that this run does not own',
  ScriptNotFound: 'The ConfigMap or the file with the script does not exist',
  ScriptInvalid: 'k6 could not load the script',
  NotEnoughVUs: 'The script has fewer VUs than the run has runners',
  InitializerFailed: 'The initializer ended without an answer',
  StartDeadlineExceeded: 'Not all runners were ready within startDeadlineSeconds',
  BarrierTimeout: 'At least one runner did not finish its VU initialisation in time',
  StarterFailed: 'The starter ended without having started the runners',
  SetupFailed: 'setup(), which runs once for the whole run, threw or took too long',
  CreateForbidden: 'The API server refused to create a child of the run',
  CreateFailed: 'A child of the run could not be created, for no fault of the run; it is tried again',
  // Why a pod does not get to run, or stopped running.
  QuotaExceeded: 'A resource quota has no room for a pod',
  Unschedulable: 'No node can take a pod',
  ImagePullFailed: 'A pod\'s image cannot be pulled',
  ContainerConfigError: 'A pod refers to a ConfigMap, Secret or key that does not exist',
  VolumeMountFailed: 'A volume of a pod cannot be mounted',
  ContainerStartError: 'A container\'s command cannot be started',
  InitContainerFailed: 'An init container of a pod failed',
  PodPending: 'A pod has not started for no reason that Kubernetes tells',
  OOMKilled: 'A container used more memory than its limit',
  Evicted: 'A pod was evicted from its node',
  RunnerDeleted: 'A runner\'s pod or Job was deleted while the run was on',
  NodeLost: 'The node of a pod went away',
  RunnerLost: 'A runner was lost after the start',
  TeardownFailed: 'teardown(), which runs once for the whole run, failed or could not run',
  DeadlineExceeded: 'The run was still on after activeDeadlineSeconds',
  // What a k6 process says of itself; docs and numbers in k6's own exit code table.
  ScriptException: 'k6 exit code 107: the script threw',
  ScriptAborted: 'k6 exit code 108: the script called test.abort()',
  MarkedAsFailed: 'k6 exit code 110: the script called exec.test.fail()',
  InvalidConfig: 'k6 exit code 104: invalid options or arguments',
  SetupTimeout: 'k6 exit code 100: setup() took too long',
  TeardownTimeout: 'k6 exit code 101: teardown() took too long',
  GenericTimeout: 'k6 exit code 102: something took too long',
  RestApiFailed: 'k6 exit code 106: its REST API could not listen',
  K6Panicked: 'k6 exit code 109: k6 itself crashed',
  Interrupted: 'k6 exit code 105: the process got a signal that the operator did not send',
  RunnerFailed: 'A runner ended with an exit code that k6 does not document',
} as const;

export type Reason = keyof typeof reasons;
