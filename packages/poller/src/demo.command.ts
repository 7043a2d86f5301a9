// `demo`, what `npm start` runs: the simulated partner and one job of 10,000 records against it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@api-poller/external-sim';
import { runCommand } from './run-job.command.ts';

/** @returns the exit code */
export const demoCommand = async ({ json }: { readonly json: boolean }): Promise<number> => {
  const partner = await startSimulator({});
  const url = `${partner.url}/payload`;
  const out = join(mkdtempSync(join(tmpdir(), 'api-poller-')), 'records.ndjson');
  process.stderr.write(
    `simulated partner: ${url} (10,000 records, 1 answer in 10 fails, each takes up to a second)\n`,
  );
  try {
    return await runCommand({
      request: { url, processor: { kind: 'ndjson' } },
      out,
      policy: { allow: [{ host: '127.0.0.1', port: partner.port }] },
      json,
    });
  } finally {
    await partner.close();
  }
};
