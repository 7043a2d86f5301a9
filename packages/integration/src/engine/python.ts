// A Python environment with MiniStack in it.
import { join } from 'node:path';
import { ensurePython as ensure } from '../../../../tools/python-environment.mjs';
import type { Missing } from './kinds.ts';

export const requirements = join(import.meta.dirname, 'ministack', 'requirements.txt');

/** MiniStack's own least. */
const LEAST_MINOR = 10;

/** @returns the environment's Python, or why there is none */
export const ensurePython = (): { readonly python: string } | Missing =>
  ensure({ name: 'ministack', requirements, leastMinor: LEAST_MINOR });
