// The Python that the real servers run on. Without one their specs are skipped, loudly; with REQUIRE_PYTHON=1 they fail instead.
import { join } from 'node:path';
import { ensurePython } from '../../../../tools/python-environment.mjs';

const folder = join(import.meta.dirname, 'python');

export interface PythonServers {
  /** Why there is none; null when there is. */
  readonly missing: string | null;
  readonly python: string;
  readonly script: (name: string) => string;
}

/** @throws Error without Python when REQUIRE_PYTHON is 1 */
export const pythonServers = (): PythonServers => {
  const made = ensurePython({
    name: 'real-servers',
    requirements: join(folder, 'requirements.txt'),
    leastMinor: 11,
  });
  const script = (name: string): string => join(folder, name);
  if ('python' in made) return { missing: null, python: made.python, script };
  if (process.env['REQUIRE_PYTHON'] === '1')
    throw new Error(`REQUIRE_PYTHON is 1, and the real servers cannot run: ${made.missing}`);
  process.stderr.write(`SKIPPED, the real servers in Python: ${made.missing}\n`);
  return { missing: made.missing, python: '', script };
};
