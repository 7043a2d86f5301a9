// The command line as a user meets it: its own process, a simulated partner over real sockets, files on disk.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator, type SimulatorOptions } from '@api-poller/external-sim';
import type { JobResource } from '@api-poller/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: ReadonlyArray<string>, killAfterMs: number | null = null): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });

let folder = '';
let partner: Simulator | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-poller-test-'));
});

afterEach(async () => {
  await partner?.close();
  partner = null;
  rmSync(folder, { recursive: true, force: true });
});

const simulate = async (options: SimulatorOptions): Promise<Simulator> => {
  partner = await startSimulator({ errorRate: 0, minDelayMs: 0, maxDelayMs: 0, ...options });
  return partner;
};

const runAgainst = ({ url, port }: Simulator, killAfterMs: number | null = null): Promise<Ended> =>
  run(
    [
      'run',
      `${url}/payload`,
      '--out',
      join(folder, 'out.ndjson'),
      '--json',
      '--allow-host',
      `127.0.0.1:${port}`,
    ],
    killAfterMs,
  );

const ids = (): ReadonlyArray<number> =>
  readFileSync(join(folder, 'out.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { id: unknown }).id))
    .toSorted((a, b) => a - b);

const upTo = (count: number, first: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, i) => first + i);

describe('api-poller run', () => {
  it('writes every record once, prints the job alone on stdout, and leaves nothing but the output', async () => {
    const ended = await runAgainst(await simulate({ records: 1050, errorRate: 0.1, seed: 7 }));
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ Verdict: 'COMPLETE', Records: 1050, Total: 11 });
    expect(ids()).toHaveLength(1050);
    expect(new Set(ids()).size).toBe(1050);
    expect(readdirSync(folder)).toEqual(['out.ndjson']);
  });

  it('never touches a finished output', async () => {
    const simulated = await simulate({ records: 10 });
    writeFileSync(join(folder, 'out.ndjson'), 'mine\n');
    const ended = await runAgainst(simulated);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is there already');
    expect(readFileSync(join(folder, 'out.ndjson'), 'utf8')).toBe('mine\n');
    expect(simulated.stats().requests).toBe(0);
  });

  it('ends INCOMPLETE with all that was in reach, and given again fetches only what failed', async () => {
    const broken = await simulate({
      records: 500,
      faults: [{ _tag: 'alwaysFail', startAt: 200, status: 404, times: 1 }],
    });
    const first = await runAgainst(broken);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      Verdict: 'INCOMPLETE',
      FailedToComplete: 1,
      Records: 400,
      Evidence: [
        { kind: 'TASKS_FAILED', count: 1, taskIds: ['000000000200-100'] },
        { kind: 'RECORDS_MISSING' },
      ],
    });
    expect(ids()).toHaveLength(400);
    const before = broken.stats().requests;
    const second = await runAgainst(broken);
    expect(second.code).toBe(0);
    expect(new Set(ids()).size).toBe(500);
    expect(ids()).toHaveLength(500);
    // The failed page, and the total at the end.
    // The page, and a look at both ends.
    expect(broken.stats().requests - before).toBe(3);
  });

  it('goes on after kill -9, again and again, with each record exactly once at the end', async () => {
    const simulated = await simulate({ records: 20_000, minDelayMs: 20, maxDelayMs: 60 });
    for (let kill = 0; kill < 8; kill += 1) await runAgainst(simulated, 180 + kill * 37);
    const ended = await runAgainst(simulated);
    expect(ended.code).toBe(0);
    const job = JSON.parse(ended.stdout) as JobResource;
    expect(job).toMatchObject({
      Verdict: 'COMPLETE',
      Records: 20_000,
      SuccessfullyCompleted: 200,
      Total: 200,
    });
    const found = ids();
    expect(found).toEqual(upTo(20_000, found[0] ?? -1));
  }, 60_000);

  it.each([
    'http://127.0.0.1:9/payload',
    'http://2130706433/payload',
    'http://0177.0.0.1/payload',
    'http://[::1]/payload',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/payload',
  ])('refuses %s before it stores or sends anything', async (url) => {
    const ended = await run(['run', url, '--out', join(folder, 'out.ndjson')]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('url must be a public address');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that nobody is there by exit code 3', async () => {
    const { port, close } = await startSimulator({});
    await close();
    const request = join(folder, 'job.json');
    writeFileSync(request, '{"limits":{"attempts":2}}');
    const out = join(folder, 'out.ndjson');
    const args = ['run', `http://127.0.0.1:${port}/payload`, '--out', out, '--request', request];
    const ended = await run([...args, '--allow-host', `127.0.0.1:${port}`]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('refused the connection');
    expect(existsSync(out)).toBe(false);
  });

  it('lets a page that ends the process not do so for ever, and delivers all the others', async () => {
    const simulated = await simulate({ records: 1_000 });
    const module = join(folder, 'deadly.mjs');
    const seen = join(folder, 'seen.txt');
    writeFileSync(
      module,
      `import { appendFileSync } from 'node:fs';
      export default { name: 'deadly', process({ taskId }) {
        if (taskId === '000000000300-100') process.exit(70);
        appendFileSync(${JSON.stringify(seen)}, taskId + '\\n');
      } };`,
    );
    const args = ['run', `${simulated.url}/payload`, '--out', join(folder, 'none'), '--processor', module];
    const codes: Array<number | null> = [];
    let last: Ended | null = null;
    while (codes.length < 12 && (last === null || last.code === 70)) {
      last = await run([...args, '--json', '--allow-host', `127.0.0.1:${simulated.port}`]);
      codes.push(last.code);
    }
    // Five ends of the process, then the message is a dead letter.
    expect(codes).toEqual([70, 70, 70, 70, 70, 1]);
    expect(JSON.parse(last?.stdout ?? '')).toMatchObject({
      Verdict: 'INCOMPLETE',
      SuccessfullyCompleted: 9,
      FailedToComplete: 1,
      Records: 900,
      Evidence: [{ kind: 'TASKS_FAILED', taskIds: ['000000000300-100'] }, { kind: 'RECORDS_MISSING' }],
    });
    expect(new Set(readFileSync(seen, 'utf8').trimEnd().split('\n')).size).toBe(9);
  });

  it('names what is wrong with its arguments', async () => {
    const noOut = await run(['run', 'https://partner.example']);
    expect([noOut.code, noOut.stderr.includes('--out')]).toEqual([2, true]);
    const oddHost = await run([
      'run',
      'https://partner.example',
      '--out',
      join(folder, 'o'),
      '--allow-host',
      'localhost',
    ]);
    expect([oddHost.code, oddHost.stderr.includes('HOST:PORT')]).toEqual([2, true]);
  });
});
