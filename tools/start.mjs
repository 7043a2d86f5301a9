// `npm start [command] [flags]`: the command line under the pinned Node; without a command it shows the demo.
// It does not parse or check arguments: packages/poller does.
import { endLike, main, run } from './bootstrap.mjs';

const args = process.argv.slice(2);
const hasCommand = args[0] !== undefined && !args[0].startsWith('-');

await main(async () =>
  endLike(await run('packages/poller/src/main.ts', hasCommand ? args : ['demo', ...args])),
);
