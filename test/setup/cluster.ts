export default function unavailable(): void {
  throw new Error('the throwaway node is not set up by the tests');
}
