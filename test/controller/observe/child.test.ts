import { describe, expect, it } from '@jest/globals';
import type { CoreEvent, Job, Pod } from '../../../api/kubernetes.ts';
import { observeChild } from '../../../controller/observe/child.ts';
import type { ChildState } from '../../../controller/observe/state.ts';
import {
  aPod, aRunnerJob, aStarterJob, anEvent, atItsDeadline, deleted, disrupted, ended, evicted, onNode, oomKilled, running, stuck, unschedulable, withCondition, withdrawn,
  withInit, withSidecar, withStatus,
} from '../../builders/children.ts';
import { aStoredRun, at } from '../../builders/run.ts';

const run = aStoredRun();
const job = aRunnerJob(run);
const pod = aPod(job);
const starter = aStarterJob(run);

function observe(pods: Pod[], { of = job, events = [] }: { of?: Job | undefined; events?: CoreEvent[] } = {}): ChildState {
  return observeChild({ job: of, pods, events });
}

describe('a child without a pod', () => {
  it('is absent where its Job is', () => {
    expect(observeChild({ job: undefined, pods: [], events: [] })).toEqual({ phase: 'absent' });
  });

  it('waits for its pod, as long as the Job is new', () => {
    expect(observe([])).toMatchObject({ phase: 'waiting', reason: 'PodPending', hopeless: false });
  });

  it('names the quota that has no room for the pod, in the API server\'s words', () => {
    const message = 'Error creating: pods "k6-sample-1-abcde" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
    expect(observe([], { events: [anEvent('FailedCreate', message)] })).toMatchObject({ phase: 'waiting', reason: 'QuotaExceeded', message });
  });

  it('tells a quota that demands requests from one that is used up, and still calls both a quota', () => {
    expect(observe([], { events: [anEvent('FailedCreate', 'failed quota: small: must specify cpu')] })).toMatchObject({ reason: 'QuotaExceeded' });
  });

  it('names any other refusal, such as Pod Security', () => {
    const message = 'Error creating: pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
    expect(observe([], { events: [anEvent('FailedCreate', message)] })).toMatchObject({ reason: 'CreateForbidden', message });
  });

  it('believes the newest refusal', () => {
    const events = [anEvent('FailedCreate', 'exceeded quota: b', at(9)), anEvent('FailedCreate', 'denied by a webhook', at(3)), anEvent('SuccessfulCreate', 'x', at(10))];
    expect(observe([], { events })).toMatchObject({ reason: 'QuotaExceeded' });
  });

  it('was deleted where its Job failed', () => {
    expect(observe([], { of: withCondition(job, 'Failed') })).toMatchObject({ phase: 'ended', lost: true, reason: 'RunnerDeleted' });
  });

  it('ended well where its Job is complete: a finished pod may be cleaned up by others', () => {
    expect(observe([], { of: withCondition(job, 'Complete') })).toMatchObject({ phase: 'ended', exitCode: 0, lost: false });
  });

  it('is lost as soon as its Job is being deleted', () => {
    const going = { ...job, metadata: { ...job.metadata, deletionTimestamp: at(9) } };
    expect(observe([], { of: going })).toMatchObject({ phase: 'ended', lost: true, reason: 'RunnerDeleted' });
  });

  it('was withdrawn where its Job is suspended, even while the pod is still going', () => {
    const suspended: Job = { ...job, spec: { template: {}, ...job.spec, suspend: true } };
    expect(observe([], { of: suspended })).toMatchObject({ phase: 'ended', withdrawn: true, lost: false });
    expect(observe([pod], { of: suspended })).toMatchObject({ phase: 'ended', withdrawn: true, pod: { uid: pod.metadata?.uid } });
  });
});

describe('a child that waits', () => {
  it('is pending while its pod has no node, and says where it starts once it has', () => {
    expect(observe([pod])).toMatchObject({ phase: 'waiting', reason: 'PodPending', message: 'its pod is starting without a node' });
    expect(observe([onNode(pod)])).toMatchObject({ message: 'its pod is starting on node node-1' });
  });

  it('is unschedulable in the scheduler\'s words', () => {
    expect(observe([unschedulable(pod)])).toMatchObject({ reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient cpu.', hopeless: false });
  });

  it.each([
    ['ErrImagePull', 'ImagePullFailed', false],
    ['ImagePullBackOff', 'ImagePullFailed', false],
    ['InvalidImageName', 'ImagePullFailed', true],
    ['ErrImageNeverPull', 'ImagePullFailed', true],
    ['CreateContainerConfigError', 'ContainerConfigError', false],
    ['RunContainerError', 'ContainerStartError', false],
  ])('names the image and the kubelet\'s word for %s', (reason, ours, hopeless) => {
    const state = observe([stuck(pod, reason, 'Back-off pulling')]);
    expect(state).toMatchObject({ phase: 'waiting', reason: ours, hopeless });
    expect(state).toHaveProperty('message', 'container k6 with image example.test/k6:1.8.1: Back-off pulling');
  });

  it('falls back to the kubelet\'s reason where it gives no message', () => {
    expect(observe([stuck(pod, 'ImagePullBackOff')])).toHaveProperty('message', expect.stringContaining('ImagePullBackOff'));
  });

  it('is merely pending while its container is being created', () => {
    expect(observe([stuck(pod, 'ContainerCreating')])).toMatchObject({ reason: 'PodPending' });
  });

  it('names a volume that cannot be mounted, which the kubelet tells in events alone', () => {
    const message = 'MountVolume.SetUp failed for volume "k6-test-volume" : configmap "k6-test" not found';
    const state = observe([stuck(pod, 'ContainerCreating')], { events: [anEvent('FailedMount', message)] });
    expect(state).toMatchObject({ reason: 'VolumeMountFailed', message });
  });

  it('names an init container\'s image that cannot be pulled', () => {
    const state = observe([withInit(stuck(pod, 'PodInitializing'), 'fetch', { waiting: { reason: 'ImagePullBackOff', message: 'no' } })]);
    expect(state).toMatchObject({ reason: 'ImagePullFailed' });
    expect(state).toHaveProperty('message', expect.stringContaining('container fetch'));
  });

  it('names a sidecar that crashes again and again before the main container', () => {
    const crashing = withInit(stuck(pod, 'PodInitializing'), 'proxy', { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } });
    expect(observe([crashing])).toMatchObject({ phase: 'waiting', reason: 'InitContainerFailed' });
  });
});

describe('a child that runs', () => {
  it('has the address and the start of its main container', () => {
    expect(observe([running(pod, { ip: '10.1.2.3', startedAt: at(4) })])).toEqual({
      phase: 'running', ready: true, ip: '10.1.2.3', startedAt: at(4), pod: { name: 'k6-sample-1-x7k2p', uid: 'uid-of-pod-k6-sample-1' },
    });
  });

  it('runs before its readiness probe has passed', () => {
    expect(observe([running(pod, { ready: false })])).toMatchObject({ phase: 'running', ready: false });
  });

  it('does not run while only its sidecar does', () => {
    expect(observe([withSidecar(stuck(pod, 'ContainerCreating'))])).toMatchObject({ phase: 'waiting' });
  });

  it('runs though an event of long ago speaks of a mount that failed', () => {
    expect(observe([running(pod)], { events: [anEvent('FailedMount', 'slow')] })).toMatchObject({ phase: 'running' });
  });
});

describe('a child that ended by itself', () => {
  it('passed with exit code 0', () => {
    const state = observe([ended(pod, 0)]);
    expect(state).toMatchObject({ phase: 'ended', exitCode: 0, lost: false, withdrawn: false, podLingers: false, endedAt: at(30) });
    expect(state).not.toHaveProperty('reason');
  });

  it.each([
    [99, 'ThresholdsFailed'], [100, 'SetupTimeout'], [103, 'StoppedByUser'], [104, 'InvalidConfig'], [106, 'RestApiFailed'], [107, 'ScriptException'],
    [108, 'ScriptAborted'], [109, 'K6Panicked'], [110, 'MarkedAsFailed'], [1, 'RunnerFailed'], [255, 'RunnerFailed'],
  ])('has k6\'s reason for exit code %i', (code, reason) => {
    expect(observe([ended(pod, code)])).toMatchObject({ phase: 'ended', exitCode: code, reason, lost: false, withdrawn: false });
  });

  it('passed where its pod did, though the kubelet kept nothing of its containers', () => {
    expect(observe([withStatus(pod, { phase: 'Succeeded' })])).toMatchObject({ phase: 'ended', exitCode: 0, lost: false });
  });

  it('keeps its termination message', () => {
    expect(observe([ended(pod, 1, { message: '{"ok":false}' })])).toMatchObject({ report: '{"ok":false}' });
  });

  it('ended though a sidecar lingers, and says so', () => {
    expect(observe([withSidecar(ended(pod, 0))])).toMatchObject({ phase: 'ended', exitCode: 0, podLingers: true });
    expect(observe([withSidecar(ended(pod, 99))])).toMatchObject({ phase: 'ended', exitCode: 99, podLingers: true });
  });

  it.each([
    ['evicted', (over: Pod) => withStatus(over, { phase: 'Failed', reason: 'Evicted' })],
    ['deleted', deleted],
    ['drained', (over: Pod) => disrupted(deleted(over), 'EvictionByEvictionAPI')],
    ['ended by the operator for its sidecar\'s sake', (over: Pod) => withStatus({ ...over, spec: { containers: [], ...over.spec, activeDeadlineSeconds: 1 } }, { phase: 'Failed', reason: 'DeadlineExceeded' })],
  ])('keeps its own result when its pod is %s afterwards', (_what, after) => {
    expect(observe([after(ended(pod, 99))])).toMatchObject({ phase: 'ended', exitCode: 99, reason: 'ThresholdsFailed', lost: false, withdrawn: false });
    expect(observe([after(ended(pod, 0))])).toMatchObject({ phase: 'ended', exitCode: 0, lost: false, withdrawn: false });
  });

  it('is not blamed on a native sidecar, which ends after it with some code of its own', () => {
    const over = withInit(ended(pod, 107), 'istio-proxy', { terminated: { exitCode: 143, reason: 'Error' } });
    expect(observe([over])).toMatchObject({ exitCode: 107, reason: 'ScriptException' });
    const killed = withInit(ended(pod, 137), 'istio-proxy', { terminated: { exitCode: 143, reason: 'Error' } });
    expect(observe([killed])).toMatchObject({ reason: 'RunnerLost', lost: true });
  });

  it('failed where an init container did, which is named with its code', () => {
    const failed = withStatus(withInit(stuck(pod, 'PodInitializing'), 'fetch', { terminated: { exitCode: 3, reason: 'Error' } }), { phase: 'Failed' });
    const state = observe([failed]);
    expect(state).toMatchObject({ phase: 'ended', reason: 'InitContainerFailed', lost: false, message: 'init container fetch ended with exit code 3' });
    expect(state).not.toHaveProperty('exitCode');
  });

  it('has no exit code of k6\'s where the runtime could not start its command', () => {
    const failed = ended(pod, 128, { reason: 'StartError', message: 'exec: "k6": executable file not found in $PATH' });
    const state = observe([failed]);
    expect(state).toMatchObject({ phase: 'ended', reason: 'ContainerStartError', message: 'exec: "k6": executable file not found in $PATH' });
    expect(state).not.toHaveProperty('exitCode');
  });
});

describe('a child that was lost', () => {
  it('used too much memory', () => {
    expect(observe([oomKilled(pod)])).toMatchObject({ phase: 'ended', reason: 'OOMKilled', lost: true, withdrawn: false });
  });

  it('was evicted, in the kubelet\'s words', () => {
    expect(observe([evicted(pod)])).toMatchObject({ reason: 'Evicted', lost: true, message: 'The node was low on resource: memory.' });
  });

  it('was drained, preempted or tainted away', () => {
    expect(observe([disrupted(deleted(running(pod)), 'EvictionByEvictionAPI', 'Eviction API: evicting')])).toMatchObject({ reason: 'Evicted', lost: true });
    expect(observe([disrupted(ended(pod, 105), 'PreemptionByScheduler')])).toMatchObject({ reason: 'Evicted', lost: true });
  });

  it('lost its node', () => {
    expect(observe([disrupted(withStatus(pod, { phase: 'Failed' }), 'DeletionByPodGC', 'PodGC: node not found')])).toMatchObject({ reason: 'NodeLost', lost: true });
  });

  it('is as good as gone once its pod is being deleted, though it still runs', () => {
    expect(observe([deleted(running(pod))])).toMatchObject({ phase: 'ended', reason: 'RunnerDeleted', lost: true, withdrawn: false });
  });

  it('was killed without a word, or interrupted from outside', () => {
    expect(observe([ended(pod, 137)])).toMatchObject({ reason: 'RunnerLost', lost: true, exitCode: 137 });
    expect(observe([ended(pod, 105)])).toMatchObject({ reason: 'Interrupted', lost: true, exitCode: 105 });
  });

  it('was refused by its node', () => {
    expect(observe([withStatus(pod, { phase: 'Failed', reason: 'OutOfcpu', message: 'Node didn\'t have enough resource: cpu' })])).toMatchObject({
      reason: 'RunnerLost', lost: true, message: 'Node didn\'t have enough resource: cpu',
    });
  });

  it('was withdrawn, not lost, where the operator gave its pod a deadline', () => {
    expect(observe([withdrawn(pod)])).toMatchObject({ phase: 'ended', withdrawn: true, lost: false, exitCode: 105 });
    expect(observe([withdrawn(pod, 137)])).toMatchObject({ phase: 'ended', withdrawn: true, lost: false });
  });

  it('still runs where its pod is at its deadline and nothing is known yet of how its container ended', () => {
    const atDeadline = atItsDeadline(running(pod, { ip: '10.1.2.3' }));
    expect(observe([atDeadline])).toMatchObject({ phase: 'running', ip: '10.1.2.3' });
    expect(observe([deleted(atDeadline)])).toMatchObject({ phase: 'ended', withdrawn: true });
    expect(observe([atItsDeadline(stuck(pod, 'ContainerCreating'))])).toMatchObject({ phase: 'ended', withdrawn: true });
  });
});

describe('a starter, which is tried again', () => {
  it('waits for its next try after the cluster took its pod away', () => {
    const state = observe([evicted(aPod(starter))], { of: starter });
    expect(state).toMatchObject({ phase: 'waiting', reason: 'PodPending', message: 'The node was low on resource: memory.; it will be tried again' });
  });

  it('ended for good once its Job failed', () => {
    expect(observe([ended(aPod(starter), 1, { message: 'x' })], { of: withCondition(starter, 'Failed') })).toMatchObject({ phase: 'ended', exitCode: 1, report: 'x' });
    expect(observe([ended(aPod(starter), 1)], { of: withCondition(starter, 'FailureTarget') })).toMatchObject({ phase: 'ended', exitCode: 1 });
  });

  it('is judged by its newest pod', () => {
    const old = aPod(starter, { name: 'a', uid: 'old', creationTimestamp: at(0) });
    const next = aPod(starter, { name: 'b', uid: 'new', creationTimestamp: at(8) });
    expect(observe([evicted(old), ended(next, 0)], { of: starter })).toMatchObject({ phase: 'ended', exitCode: 0, pod: { uid: 'new' } });
    expect(observe([running(next), evicted(old)], { of: starter })).toMatchObject({ phase: 'running', pod: { uid: 'new' } });
  });

  it('is judged by the pod that stays where two were made in the same second', () => {
    const old = aPod(starter, { name: 'a', uid: 'old' });
    const next = aPod(starter, { name: 'b', uid: 'new' });
    expect(observe([deleted(old), running(next)], { of: starter })).toMatchObject({ phase: 'running', pod: { uid: 'new' } });
    expect(observe([running(next), evicted(old)], { of: starter })).toMatchObject({ phase: 'running', pod: { uid: 'new' } });
    expect(observe([evicted(old), ended(next, 0)], { of: starter })).toMatchObject({ phase: 'ended', exitCode: 0, pod: { uid: 'new' } });
  });

  it('is not a runner, which never gets another try', () => {
    expect(observe([ended(pod, 107)])).toMatchObject({ phase: 'ended' });
    expect(observe([evicted(pod)])).toMatchObject({ phase: 'ended', lost: true });
  });
});
