// The arrows of the architecture as dependency-cruiser rules: who may import what. Each rule is broken once in fixture/,
// and boundaries.spec.ts asserts that the breach is reported by the rule's name. It does not look at what code does.

const SPEC = '\\.spec\\.ts$';
const DOMAIN = '^packages/domain/src/';
const DOMAIN_TESTING = '^packages/domain/src/testing/';
// What resolves into node_modules, ours excepted: workspaces resolve to their real path under packages/.
const npm = (/** @type {string} */ names) => `(^|/)node_modules/(${names})(/|$)`;

/**
 * A package that may import, among ours, only the named ones and itself.
 * @param {string} name @param {string} packages @param {string} allowed @param {string} comment
 */
const knowsOnly = (name, packages, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^packages/(${packages})/` },
  to: { path: '^packages/', pathNot: `^packages/(${allowed === '' ? '' : `${allowed}|`}$1)/` },
});

/** @param {string} name @param {string} packages @param {string} refused @param {string} comment */
const neverKnows = (name, packages, refused, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^packages/(${packages})/` },
  to: { path: `^packages/(${refused})/` },
});

/** @param {string} name @param {string} what @param {string} where @param {string} comment */
const onlyIn = (name, what, where, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^packages/', pathNot: where },
  to: { path: what },
});

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const rules = /** @type {import('dependency-cruiser').IForbiddenRuleType[]} */ ([
  {
    name: 'domain-is-pure',
    comment:
      'The domain imports fp-ts, io-ts, pure parsers (croner, ipaddr.js, json-p3, http-link-header, papaparse, fast-xml-parser) and itself: no Node, no AWS, no other package.',
    severity: 'error',
    from: { path: DOMAIN, pathNot: [DOMAIN_TESTING, SPEC] },
    to: {
      pathNot: [
        '^packages/domain/',
        npm('croner|fp-ts|io-ts|ipaddr\\.js|json-p3|http-link-header|papaparse|fast-xml-parser'),
      ],
    },
  },
  {
    name: 'domain-tests-are-pure',
    comment: 'The domain’s specs and contract suites may use vitest and fast-check besides.',
    severity: 'error',
    from: { path: [DOMAIN_TESTING, `${DOMAIN}.*${SPEC}`] },
    to: {
      pathNot: [
        '^packages/domain/',
        npm(
          'croner|fp-ts|io-ts|ipaddr\\.js|json-p3|http-link-header|papaparse|fast-xml-parser|vitest|fast-check',
        ),
      ],
    },
  },
  knowsOnly(
    'adapters-and-routes-know-only-the-domain',
    'adapters-http|adapters-local|adapters-aws|http-api',
    'domain',
    'An adapter that imports another adapter can no longer be exchanged alone.',
  ),
  knowsOnly(
    'simulator-knows-nobody',
    'external-sim',
    '',
    'The simulated partner must not share our mistakes.',
  ),
  knowsOnly('console-knows-nobody', 'console', '', 'The console is presentation; it talks to the HTTP API.'),
  knowsOnly(
    'infra-knows-only-tables-and-bundles',
    'infra',
    'adapters-aws|lambdas',
    'Infra deploys the bundles of the functions and the table of the adapters; what runs inside is not its business.',
  ),
  neverKnows(
    'poller-is-not-serverless',
    'poller',
    'lambdas|infra|integration',
    'The embedded home must run without anything that is made for AWS.',
  ),
  knowsOnly(
    'lambdas-know-only-adapters-and-routes',
    'lambdas',
    'domain|adapters-http|adapters-aws|http-api|external-sim',
    'The entrypoints compose the serverless home; nothing of the embedded one belongs in their bundles.',
  ),
  onlyIn(
    'inversify-only-in-compose',
    npm('inversify'),
    '^packages/[^/]+/src/compose\\.ts$',
    'The container is known in composition roots only; everything else takes its ports as arguments.',
  ),
  onlyIn(
    'undici-only-in-adapters-http',
    npm('undici'),
    '^packages/adapters-http/',
    'All requests to a partner pass its guards and deadlines.',
  ),
  onlyIn(
    'sqlite-only-in-adapters-local',
    '^(node:)?sqlite$',
    '^packages/adapters-local/',
    'One package knows the store.',
  ),
  {
    name: 'no-circular',
    comment: 'Modules that need each other are one module, or hide a third one.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'packages-by-name',
    comment: 'Another package is imported by its name, not by a path into its folder.',
    severity: 'error',
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypesNot: ['aliased-workspace'] },
  },
  {
    name: 'packages-by-their-entrance',
    comment: 'Of another package only what its exports name: "@api-poller/x", or the testing entrance.',
    severity: 'error',
    from: { path: '^packages/' },
    to: { couldNotResolve: true, path: '^(@api-poller/[^/]+|api-poller)/' },
  },
  {
    name: 'testing-only-from-specs',
    comment: 'Contract suites and fakes are for specs; other code must not ship them.',
    severity: 'error',
    from: { path: '^packages/', pathNot: [SPEC, '/src/testing/', '^packages/integration/'] },
    to: { path: '^packages/[^/]+/src/testing/' },
  },
  {
    name: 'no-test-tools-in-production',
    comment: 'What stands in devDependencies is missing where the code is deployed.',
    severity: 'error',
    from: {
      path: '^packages/',
      pathNot: [SPEC, '/src/testing/', '\\.contract\\.ts$', '^packages/(integration|infra)/'],
    },
    to: { path: npm('vitest|vite|fast-check|testcontainers|@testcontainers/[^/]+') },
  },
  {
    name: 'no-undeclared-dependency',
    comment: 'What a package imports stands in its own package.json (or, for tests, in the root’s).',
    severity: 'error',
    from: { path: '^packages/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that leads nowhere escapes every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^(@api-poller/[^/]+|api-poller)/' },
  },
]);

/** @type {import('dependency-cruiser').ICruiseOptions} */
export const options = {
  // TypeScript 7 has no JavaScript API; without a parser that needs none, nothing is cruised and everything is green.
  parser: 'swc',
  // Type-only imports count: a port's type from the wrong side is the wrong arrow too.
  tsPreCompilationDeps: true,
  combinedDependencies: true,
  doNotFollow: { path: 'node_modules' },
  // Our own generated files only: an unanchored dist/ would also hide every npm package whose entrance is dist/index.js.
  exclude: { path: '^packages/[^/]+/(dist|coverage|test-results)/' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default', 'types'],
    mainFields: ['module', 'main', 'types'],
    extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
  },
};
