export { tearDown as default } from './cluster.ts';
