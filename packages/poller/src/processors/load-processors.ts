// Loads processors from modules that a user names on the command line. TypeScript needs no build: Node strips the types.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DefinedProcessor } from './define-processor.ts';

const isProcessor = (value: unknown): value is DefinedProcessor =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  /^[\w.-]{1,100}$/.test(value.name) &&
  'process' in value &&
  typeof value.process === 'function';

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : 'unknown');

const loadOne = async (path: string): Promise<ReadonlyArray<DefinedProcessor>> => {
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch((cause: unknown) => {
    throw new Error(`the processor ${path} cannot be loaded: ${messageOf(cause)}`);
  });
  const exported: unknown = (module as { readonly default?: unknown }).default;
  const found: ReadonlyArray<unknown> = Array.isArray(exported) ? exported : [exported];
  if (found.every(isProcessor)) return found;
  throw new Error(
    `${path} must export default defineProcessor({ name, process }), or an array of such; a name is letters, digits, ".", "_" or "-"`,
  );
};

/** @throws Error that says what to do, when a module cannot be loaded, defines nothing, or two have one name */
export const loadProcessors = async (
  paths: ReadonlyArray<string>,
): Promise<ReadonlyArray<DefinedProcessor>> => {
  const loaded = (await Promise.all(paths.map(loadOne))).flat();
  const twice = loaded.find(({ name }, i) => loaded.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) throw new Error(`two processors are called "${twice.name}"; rename one of them`);
  return loaded;
};
