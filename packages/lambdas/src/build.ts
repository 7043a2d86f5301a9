// Bundles each function into one file. The AWS SDK goes in too: the one of the runtime changes without notice.
import { mkdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { functionNames, type FunctionName } from './function-names.ts';

const home = join(import.meta.dirname, '..');
const bundles = join(home, 'dist-functions');

/** The folder that holds a function's bundle, `index.mjs`. */
export const bundleOf = (name: FunctionName): string => join(bundles, name);

/** Packages that are still CommonJS call `require`, which an ES module has not. */
const BANNER = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);";

/**
 * Stands in for undici's index: the dispatchers, of which the adapter uses "dispatch" alone, without fetch, WebSocket, cache, mocks
 * and the other ways to ask, which are two thirds of it and cannot be shaken out of CommonJS.
 */
const UNDICI_CORE = `
module.exports = {
  Agent: require('undici/lib/dispatcher/agent.js'),
  Pool: require('undici/lib/dispatcher/pool.js'),
  buildConnector: require('undici/lib/core/connect.js'),
};`;

/** A function's credentials stand in its environment; the other places where a developer's machine has them go out. */
const CREDENTIALS = `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`;

const CONTENTS: Readonly<Record<string, string>> = {
  undici: UNDICI_CORE,
  '@aws-sdk/credential-provider-node': CREDENTIALS,
};

/**
 * The AWS SDK keeps the shapes of all operations of a service in one file, with keys that are computed from constants. The bundler
 * must take such a key for one that may do something, and keeps every shape; with plain keys those that nobody uses go out.
 */
export const plainKeys = (source: string): string => {
  const values = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\n]*");$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  return source.replaceAll(/\[(\w+)\]:/g, (key, name: string) => {
    const value = values.get(name);
    return value === undefined ? key : `${value}:`;
  });
};

const slim: Plugin = {
  name: 'slim',
  setup: (bundling) => {
    // An experimental parser that is off, and a variant for processors without SIMD, which no Lambda has: 220 kB.
    bundling.onResolve({ filter: /\/milo\/(no-)?simd\.js$|\/llhttp-wasm\.js$/ }, () => ({
      path: 'left-out',
      namespace: 'core',
    }));
    // Asked for only when they are needed, which they never are: the client of HTTP/2, which is off, and what makes bodies of
    // forms, where a partner is sent texts alone.
    bundling.onResolve({ filter: /\/client-h2\.js$|\/web\/(fetch\/.*|webidl)$/ }, () => ({
      path: 'left-out',
      namespace: 'core',
    }));
    // The same modules as ES modules, out of which only what is used goes in.
    bundling.onResolve({ filter: /^fp-ts\/lib\// }, ({ path, ...from }) =>
      bundling.resolve(path.replace('fp-ts/lib/', 'fp-ts/es6/'), {
        kind: from.kind,
        importer: from.importer,
        resolveDir: from.resolveDir,
      }),
    );
    bundling.onResolve({ filter: /^(undici|@aws-sdk\/credential-provider-node)$/ }, ({ path }) => ({
      path,
      namespace: 'core',
    }));
    bundling.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
      contents: plainKeys(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
    bundling.onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => ({
      contents: CONTENTS[path] ?? '',
      resolveDir: home,
      loader: 'js',
    }));
  },
};

/**
 * Node's own modules are required and not imported: who imports one as an ES module makes Node look at all of its exports, and `http`
 * then loads what `fetch` and WebSocket need, 20 ms and 3 MB in the first call.
 */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: (bundling) => {
    bundling.onResolve({ filter: /^(node:)?[a-z_]+(\/[a-z]+)?$/ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'require-call' ? { path, namespace: 'builtin' } : undefined,
    );
    bundling.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/** @returns the bytes of each bundle */
export const buildFunctions = async (): Promise<ReadonlyMap<FunctionName, number>> => {
  const sizes = new Map<FunctionName, number>();
  for (const name of functionNames) {
    mkdirSync(bundleOf(name), { recursive: true });
    const { metafile } = await build({
      entryPoints: [join(home, 'src', 'functions', `${name}.ts`)],
      outfile: join(bundleOf(name), 'index.mjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      // In this order: with `main` first two copies of fp-ts would go in.
      mainFields: ['module', 'main'],
      plugins: [slim, requiredBuiltins],
      banner: { js: BANNER },
      legalComments: 'none',
      metafile: true,
      logLevel: 'error',
    });
    sizes.set(name, Object.values(metafile.outputs)[0]?.bytes ?? 0);
  }
  return sizes;
};
