import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** A layer may import only what stands to its right in the flow of docs/architecture.md; `from` lists what it may not. */
const layers = [
  { target: './api', from: ['./kube', './controller', './starter', './webhook', './plugin', './cluster'] },
  { target: './kube', from: ['./controller', './starter', './webhook', './plugin', './cluster'] },
  { target: './process', from: ['./kube', './controller', './starter', './webhook', './plugin', './cluster'] },
  { target: './starter', from: ['./kube', './controller', './webhook', './plugin', './cluster'] },
  { target: './controller', from: ['./starter', './webhook', './plugin', './cluster'] },
  { target: './webhook', from: ['./starter', './controller', './plugin', './cluster'] },
  { target: './plugin', from: ['./starter', './webhook', './cluster'] },
  { target: './controller/plan', from: ['./controller/act', './controller/gather', './controller/watch'] },
  { target: './controller/observe', from: ['./controller/act', './controller/gather', './controller/plan', './controller/watch'] },
  { target: './controller/merge', from: ['./controller/act', './controller/gather', './controller/plan', './controller/watch', './controller/collector', './controller/jobs'] },
  { target: './controller/collector', from: ['./controller/act', './controller/gather', './controller/plan', './controller/watch'] },
  { target: './controller/jobs', from: ['./controller/act', './controller/gather', './controller/plan', './controller/watch'] },
];

/** Deciding is pure: no clock, no randomness, no I/O in these folders. */
const pure = ['api/**/*.ts', 'controller/plan/**/*.ts', 'controller/observe/**/*.ts', 'controller/jobs/**/*.ts', 'controller/merge/**/*.ts'];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '**/*.js', '.cluster/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: layers }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: pure,
    ignores: ['api/schema/generate.ts', 'api/schema/extract.ts'],
    rules: {
      // A hash depends on nothing but what it is of.
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*', '!node:crypto', 'undici', 'express', 'pino'] }, { group: ['node:crypto'], allowImportNames: ['createHash'] }] }],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
    },
  },
  {
    files: ['test/**/*.ts', 'cluster/**/*.ts', 'build.ts', 'api/schema/generate.ts'],
    rules: { 'no-console': 'off', 'max-lines-per-function': 'off' },
  },
);
