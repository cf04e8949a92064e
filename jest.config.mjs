export default {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/infra/jest-plain-reporter.mjs'],
  globalSetup: '<rootDir>/infra/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/infra/testing/global-teardown.mjs',
  setupFiles: ['reflect-metadata'],
  roots: ['libs', 'services', 'test', 'infra'].map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/services/portal/', '<rootDir>/test/architecture-examples/'],
  maxWorkers: 2,
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  // Sources import './x.js', as Node wants it; under Jest the file beside it is still './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // 'source' sends '#libs/*' to the TypeScript sources (package.json, "imports"), so tests need no build.
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', 'source'] },
};
