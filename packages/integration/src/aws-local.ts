// `npm run aws:local`: the whole AWS home on this machine: starts the emulator, deploys the stack, prints where it is, and stays up.
import { deploy } from './engine/deploy.ts';
import { startEngine } from './engine/engine.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const engine = await startEngine();
if ('missing' in engine) {
  say(`there is nothing to deploy to: ${engine.missing}`);
  process.exitCode = 1;
} else {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    say(`${engine.name} at ${engine.endpoint}; deploying, which takes half a minute ...`);
    const { api, partner, token } = await deploy(engine.endpoint, { allowHosts: [] });
    process.stdout.write(
      `PollerHttpApiUrl: ${api}\nExternalHttpApiUrl: ${partner.replace('/payload', '')}\nToken: ${token}\n`,
    );
    say(`
Try, in another terminal:
  curl -H 'Authorization: Bearer ${token}' '${api}/jobs' -d '{"url":"${partner}"}'
  curl -H 'Authorization: Bearer ${token}' '${api}/jobs'

Ctrl-C ends it.`);
    const alive = setInterval(() => undefined, 60_000);
    await stopped;
    clearInterval(alive);
  } catch (cause) {
    say(cause instanceof Error ? cause.message : 'unknown failure');
    process.exitCode = 1;
  } finally {
    await engine.stop();
  }
}
