// `npm start [command] [flags]`: the command line under the pinned Node; without a command it shows the demo.
// It does not parse or check arguments: packages/poller does.
import { endLike, main, POLLER_NODE_FLAGS, run } from './bootstrap.mjs';

const args = process.argv.slice(2);
const hasCommand = args[0] !== undefined && !args[0].startsWith('-');

// npm runs scripts in the repository's root; a file that the user names is meant from where they are.
const cwd = process.env['INIT_CWD'] ?? process.cwd();

await main(async () =>
  endLike(
    await run('packages/poller/src/main.ts', hasCommand ? args : ['demo', ...args], {
      cwd,
      nodeFlags: POLLER_NODE_FLAGS,
    }),
  ),
);
