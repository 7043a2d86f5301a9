// `npm run crash -- [--kills 50] [--seed 1]`: the crash test as a command, for as many kills as one likes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator } from '@api-poller/external-sim';
import { killLoop } from './kill-loop.ts';
import { seeded } from './seeded.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
/** Some 40 pages in a life of half a second: more than are done before the last kill. */
const RECORDS_PER_KILL = 4_000;

const dataDir = mkdtempSync(join(tmpdir(), 'api-poller-crash-'));
const records = RECORDS_PER_KILL * kills;
const partner = await startSimulator({ records, errorRate: 0.1, minDelayMs: 5, maxDelayMs: 60, seed });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`${kills} kills, seed ${seed}, ${records} records, 1 answer in 10 fails`);
try {
  const { job, ids, fold, recordsOfTasks, killsWhileRunning } = await killLoop({
    partner,
    dataDir,
    kills,
    random: seeded(seed),
    onKill: (kill, livedMs, seen) =>
      say(
        `kill ${kill} after ${livedMs} ms: ${seen === null ? 'not read' : `${seen.SuccessfullyCompleted}/${seen.Total} pages`}`,
      ),
  });
  const claims: ReadonlyArray<readonly [string, boolean]> = [
    [`each kill met a running job (${killsWhileRunning})`, killsWhileRunning === kills],
    [`verdict ${job.Verdict}`, job.Verdict === 'COMPLETE'],
    [`${ids.length} records in the output`, ids.length === records],
    [`${new Set(ids).size} different ones`, new Set(ids).size === records],
    [
      `counters ${job.SuccessfullyCompleted}, tasks ${JSON.stringify(fold)}`,
      fold.COMPLETE === job.SuccessfullyCompleted &&
        Object.keys(fold).length === 1 &&
        job.SuccessfullyCompleted === job.Total,
    ],
    [
      `records ${job.Records} counted, ${recordsOfTasks} in the tasks`,
      job.Records === recordsOfTasks && job.Records === records,
    ],
  ];
  for (const [claim, holds] of claims) say(`${holds ? 'ok    ' : 'FAILED'} ${claim}`);
  process.exitCode = claims.every(([, holds]) => holds) ? 0 : 1;
} finally {
  await partner.close();
  rmSync(dataDir, { recursive: true, force: true });
}
