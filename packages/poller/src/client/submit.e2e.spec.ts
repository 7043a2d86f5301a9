// `submit` as a user meets it: a process of its own against a server.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../testing/cli.ts';
import { serverBench } from '../testing/server-bench.ts';

describe('the submit command', () => {
  it('says that records are discarded, and keeps them when it is asked to', async () => {
    const { folder, serve, simulate } = serverBench();
    const partner = await simulate({ records: 250 });
    const { url } = await serve();
    const submit = (id: string, ...args: ReadonlyArray<string>) =>
      cli('submit', `${partner.url}/payload`, '--id', id, '--watch', '--server', url, ...args);
    const discarded = await submit('discarded');
    expect([discarded.code, discarded.stderr]).toEqual([
      0,
      'its records are counted and discarded; --ndjson, or a processor in --request, keeps them\n',
    ]);
    const kept = await submit('kept', '--ndjson');
    expect([kept.code, kept.stderr]).toEqual([0, '']);
    expect(kept.stdout).toMatch(/^kept +COMPLETE +3\/3 pages +250 records /);
    const lines = readFileSync(join(folder, 'records', 'kept.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(250);
  }, 60_000);
});
