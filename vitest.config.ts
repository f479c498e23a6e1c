import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
    projects: [
      {
        extends: true,
        // Files share their process, and the packages that it has loaded: half of the time of small tests is loading.
        test: {
          name: 'product',
          include: ['{packages,apps}/*/{src,test}/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['packages/encoder/test/**'],
          isolate: false,
        },
      },
      {
        extends: true,
        // TensorFlow.js has one engine a process, and these choose it.
        test: { name: 'networks', include: ['packages/encoder/test/**/*.test.ts'] },
      },
    ],
  },
});
