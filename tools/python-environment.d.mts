export interface PythonEnvironment {
  /** Of the folder that it is kept in, and for people. */
  readonly name: string;
  /** A file of requirements, each with its hashes. */
  readonly requirements: string;
  /** The least 3.x that these run on. */
  readonly leastMinor: number;
}

/** @returns the environment's Python, or why there is none */
export const ensurePython: (
  environment: PythonEnvironment,
) => { readonly python: string } | { readonly missing: string };
