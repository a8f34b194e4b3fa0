const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } }, module: { type: 'es6' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const onNode = {
  ...common,
  testEnvironment: '<rootDir>/test/setup/environment.ts',
  globalSetup: '<rootDir>/test/setup/cluster.ts',
  globalTeardown: '<rootDir>/test/setup/cluster-teardown.ts',
};

/** These change the operator, measure its times, fill the machine or show what a user sees when it is not full, and go one after the other. */
const alone = ['/e2e/alone/.*\\.e2e\\.test\\.ts$', '/(cluster/lifecycle|plugin/golden/golden)\\.e2e\\.test\\.ts$'];

/** Three kinds of test, told apart by the file's ending: no cluster, a real control plane, a real node. */
export default {
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(apiserver|e2e)\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'apiserver',
      testMatch: ['<rootDir>/test/**/*.apiserver.test.ts'],
      globalSetup: '<rootDir>/test/setup/controlplane.ts',
      globalTeardown: '<rootDir>/test/setup/controlplane-teardown.ts',
    },
    {
      ...onNode,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...alone],
    },
    {
      ...onNode,
      displayName: 'alone',
      testRegex: alone.map((path) => `/test${path}`),
    },
  ],
};
