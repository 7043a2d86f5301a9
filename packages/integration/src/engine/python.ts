// A Python environment with MiniStack in it.
import { join } from 'node:path';
import { ensurePython as ensure } from '../../../../tools/python-environment.mjs';

/** MiniStack's own least. */
const LEAST_MINOR = 10;

/** @returns the environment's Python, or why there is none */
export const ensurePython = (): { readonly python: string } | { readonly missing: string } =>
  ensure({
    name: 'ministack',
    requirements: join(import.meta.dirname, 'ministack', 'requirements.txt'),
    leastMinor: LEAST_MINOR,
  });
