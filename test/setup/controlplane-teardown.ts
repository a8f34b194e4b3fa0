import './controlplane.ts';

export default async function tearDown(): Promise<void> {
  await globalThis.k6ControlPlane?.stop();
}
