/** Tests run on what ships: the compiled output, untransformed. */
export default {
  rootDir: 'dist',
  testEnvironment: 'node',
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.js', '<rootDir>/adapters/**/test/**/*.test.js'],
  globalSetup: '<rootDir>/test/setup/before-run.js',
  globalTeardown: '<rootDir>/test/setup/after-run.js',
  testSequencer: '<rootDir>/../test/setup/long-first.js',
  // One more than cores: several of the long ones mostly wait.
  maxWorkers: 3,
  // Modules of a suite that is over are not given back: with a heap of gigabytes the same suites need twice the time.
  workerIdleMemoryLimit: '300MB',
  // Only a test that hangs takes so long; on a machine with other work some take many times their usual seconds.
  testTimeout: 90_000,
  forceExit: false,
  // After hundreds of suites a worker's heap alone takes longer than the default of 500 ms to be given back.
  workerGracefulExitTimeout: 10_000,
};
