// `npm run deploy` and `npm run destroy`: the CDK's command line in packages/infra, under the pinned Node. Arguments are passed on.
import { join } from 'node:path';
import { endLike, main, root, run } from './bootstrap.mjs';

await main(async () =>
  endLike(
    await run('node_modules/aws-cdk/bin/cdk', process.argv.slice(2), {
      cwd: join(root, 'packages', 'infra'),
    }),
  ),
);
