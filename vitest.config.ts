import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql is both CommonJS and a module; loaded twice, it calls every schema «from another realm».
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: ['test/architecture/planted/**', 'node_modules/**'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 5_000,
  },
});
