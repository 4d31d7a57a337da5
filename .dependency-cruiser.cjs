/**
 * What may import what. `npm run check:layers` holds the code to it; test/architecture/layers.spec.ts plants one breach
 * of every rule and expects each to be caught.
 */
const LAYERS = 'domain|store|projections|sagas|app|api|cli|web|bench';

/** A layer imports itself and the layers named, and no other of ours. */
const only = (layer, ...allowed) => ({
  name: `${layer}-imports-only-${['itself', ...allowed].join('-')}`,
  severity: 'error',
  from: { path: `^${layer}/` },
  to: { path: `^(${LAYERS})/`, pathNot: `^(${[layer, ...allowed].join('|')})/` },
});

/** From npm and Node a layer imports these and nothing else, declared or not. */
const packages = (layer, ...allowed) => ({
  name: `${layer}-needs-only-${allowed.join('-')}`,
  severity: 'error',
  from: { path: `^${layer}/` },
  to: { pathNot: [`^(${LAYERS}|test)/`, `node_modules/(${allowed.join('|')})/`] },
});

/** Rooms of the domain that every slice may enter. */
const SHARED_ROOMS = 'kernel|calendar|clock|catalogue|joint|draw';

module.exports = {
  forbidden: [
    only('domain'),
    packages('domain', 'zod', 'xstate', 'temporal-polyfill', 'canonicalize'),
    {
      name: 'kernel-imports-no-other-room',
      comment: 'What everything rests on rests on nothing of ours.',
      severity: 'error',
      from: { path: '^domain/kernel/' },
      to: { path: '^domain/', pathNot: '^domain/kernel/' },
    },
    {
      name: 'slices-meet-in-sagas-and-projections',
      comment: 'A slice never imports another slice.',
      severity: 'error',
      from: { path: '^domain/([^/]+)/' },
      to: { path: '^domain/', pathNot: `^domain/(${SHARED_ROOMS}|$1)/` },
    },
    {
      name: 'store-imports-only-the-kernel',
      severity: 'error',
      from: { path: '^store/' },
      to: { path: `^(${LAYERS})/`, pathNot: '^(store|domain/kernel)/' },
    },
    only('projections', 'domain'),
    packages('projections', 'zod', 'kysely', 'temporal-polyfill', 'canonicalize'),
    only('sagas', 'domain'),
    packages('sagas', 'zod', 'temporal-polyfill', 'canonicalize'),
    only('app', 'domain', 'store', 'projections', 'sagas'),
    only('api', 'domain', 'projections', 'app'),
    only('web'),
    {
      name: 'nobody-imports-the-cli',
      comment: 'The composition root may import everything, and is imported by tests alone.',
      severity: 'error',
      from: { pathNot: '^(cli|test|bench)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'no-test-in-code',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-circular',
      comment: 'Not even of types: two files that need each other are one thought.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/architecture/planted/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require('node:path').join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
