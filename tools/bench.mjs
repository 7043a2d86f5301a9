// `npm run bench [-- --quick] [-- --json]`: the benchmark under the pinned Node.
// It does not measure or judge anything: packages/poller/bench does.
import { endLike, main, POLLER_NODE_FLAGS, run } from './bootstrap.mjs';

await main(async () =>
  endLike(
    await run('packages/poller/bench/main.ts', process.argv.slice(2), { nodeFlags: POLLER_NODE_FLAGS }),
  ),
);
