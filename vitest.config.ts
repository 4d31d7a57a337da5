import { defineConfig } from 'vitest/config';
import { hasPostgres } from './test/postgres/cluster.ts';

/** What runs a second time, on the stores of a city with several machines. No test knows which ones it has. */
const onBoth = [
  'test/journey/**/*.spec.ts',
  'test/projections/**/*.spec.ts',
  'test/app/{sagaStore,retry}.spec.ts',
  'test/app/board/boards.spec.ts',
];

export default defineConfig({
  // graphql is both CommonJS and a module; loaded twice, it calls every schema «from another realm».
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    exclude: ['test/architecture/planted/**', 'node_modules/**'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 5_000,
    globalSetup: ['test/postgres/globalSetup.ts'],
    setupFiles: ['test/postgres/setup.ts'],
    projects: [
      { extends: true, test: { name: 'embedded', include: ['test/**/*.spec.ts'] } },
      ...(hasPostgres()
        ? [
            {
              extends: true as const,
              test: { name: 'cluster', include: onBoth, env: { TEST_STORES: 'cluster' } },
            },
          ]
        : []),
    ],
  },
});
