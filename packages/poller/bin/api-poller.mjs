#!/usr/bin/env node
// `npx api-poller …`: the command line under the pinned Node, in the folder where it was called.
import { endLike, main, POLLER_NODE_FLAGS, run } from '../../../tools/bootstrap.mjs';

await main(async () =>
  endLike(
    await run('packages/poller/src/main.ts', process.argv.slice(2), {
      cwd: process.cwd(),
      nodeFlags: POLLER_NODE_FLAGS,
    }),
  ),
);
