import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const launch = (
  argv: readonly string[],
  onLine: (line: string, stop: () => void) => void = () => undefined,
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...argv]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      stdout += String(data);
      if (stdout.endsWith('\n')) onLine(stdout, () => child.kill('SIGTERM'));
    });
    child.stderr.on('data', (data) => (stderr += String(data)));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

describe('the simulated partner as a process', () => {
  it('prints its url as one line of JSON, serves, and ends when told to', async () => {
    let total: unknown;
    const ended = await launch(
      ['--port', '0', '--records', '7', '--error-rate', '0', '--max-delay-ms', '0'],
      (line, stop) => {
        const { url } = JSON.parse(line) as { readonly url: string };
        void fetch(`${url}/payload`)
          .then((response) => response.json())
          .then((body) => {
            total = (body as { readonly totalRecords: number }).totalRecords;
          })
          .finally(stop);
      },
    );
    expect(total).toBe(7);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
  });

  it('ends with 2 and says what is wrong with its arguments', async () => {
    const ended = await launch(['--records', 'ten']);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain('--records: "ten" is no number');
    expect(ended.stderr).toContain('--fault');
  });

  it('helps on stdout', async () => {
    const ended = await launch(['--help']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('faults: alwaysFail, throttle, shortPage');
  });
});
