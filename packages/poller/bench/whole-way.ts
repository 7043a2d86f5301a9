// One job the whole way: submitted, fetched, stored, enqueued, processed to NDJSON, settled, its output made durable.
// A process of its own, so that the peak of its memory is its own. Prints its figures as one line of JSON.
// node whole-way.ts <url of the partner's resource> <folder for its files>
import { join } from 'node:path';
import { runToOutput } from '@api-poller/adapters-local';
import { hostPortOf, jobResource, submitJob } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { openHome } from '../src/compose.ts';
import { CONCURRENCY, type WholeWay } from './figures.ts';
import { readOutput } from './read-output.ts';

const [url = '', folder = ''] = process.argv.slice(2);
const out = join(folder, 'records.ndjson');
const request = { url, processor: { kind: 'ndjson' }, limits: { concurrency: CONCURRENCY } };

const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right;
  throw new Error(JSON.stringify(result.left));
};

const startedMs = performance.now();
const home = openHome({
  databasePath: join(folder, 'state.db'),
  policy: { allow: [hostPortOf(new URL(url))] },
  processors: [],
  outputPath: () => out,
});
const { env, judgeRequest } = home;
const { job } = orThrow(await submitJob('bench', request)({ ...env, judgeRequest })());
await runToOutput(home, job, () => true);
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage();
// Before the output is read again: that is the benchmark's own memory.
const peakRssBytes = process.resourceUsage().maxRSS * 1024;

const ended = orThrow(await env.jobs.get(job.id)()) ?? job;
const { Verdict, Records, SuccessfullyCompleted } = jobResource(
  ended,
  orThrow(await env.tasks.counters(job.id)()),
);
await home.close();
const figures: WholeWay = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakRssBytes,
  verdict: Verdict,
  records: Records,
  tasks: SuccessfullyCompleted,
  retries: home.retries(),
  output: readOutput(out),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
