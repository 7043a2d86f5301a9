// The benchmark's processes and files: each process runs alone and says its figures in one line of JSON on stdout.
// Whatever happens, none of them and no file is left behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../', import.meta.url));

export interface Simulated {
  readonly records: number;
  readonly delayMs: number;
}

export interface Processes {
  /** Runs a script under packages/ to its end and answers its figures. */
  readonly run: <Figures>(script: string, args: ReadonlyArray<string | number>) => Promise<Figures>;
  /** Starts a simulated partner for the time of `use`, which gets the url of its resource. */
  readonly withPartner: <A>(simulated: Simulated, use: (url: string) => Promise<A>) => Promise<A>;
  /** Makes a folder for the time of `use`. */
  readonly withFolder: <A>(use: (folder: string) => Promise<A>) => Promise<A>;
  /** Ends every process at once and removes every file; nothing can be started any more. */
  readonly endAll: () => Promise<void>;
}

/** Ends with the first line of the process, or with its end if there is none. */
const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  child.stdout?.setEncoding('utf8');
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  return text;
};

export const startProcesses = (): Processes => {
  const home = mkdtempSync(join(tmpdir(), 'api-poller-bench-'));
  const running = new Map<ChildProcess, Promise<unknown>>();
  let ended = false;

  const start = (script: string, args: ReadonlyArray<string | number>): ChildProcess => {
    if (ended) throw new Error('the benchmark is ending');
    // Node's flags too: whoever starts the benchmark starts it with those of the product.
    const nodeArgs = [...process.execArgv, join(packages, script), ...args.map(String)];
    const child = spawn(process.execPath, nodeArgs, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.set(
      child,
      once(child, 'close')
        .catch(() => undefined)
        .finally(() => running.delete(child)),
    );
    return child;
  };
  const end = async (child: ChildProcess): Promise<void> => {
    // Nothing of a benchmark is worth saving, so nobody is asked.
    child.kill('SIGKILL');
    await running.get(child);
  };

  return {
    run: async <Figures>(script: string, args: ReadonlyArray<string | number>): Promise<Figures> => {
      const child = start(script, args);
      const closed = once(child, 'close');
      const line = await firstLine(child);
      const [code, signal] = (await closed) as [number | null, string | null];
      if (code !== 0) throw new Error(`${script} ended with ${signal ?? `exit code ${code}`}`);
      return JSON.parse(line) as Figures;
    },
    withPartner: async ({ records, delayMs }, use) => {
      const flags = { records, 'error-rate': 0, 'min-delay-ms': delayMs, 'max-delay-ms': delayMs };
      const child = start(
        'external-sim/src/main.ts',
        Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
      );
      try {
        const { url } = JSON.parse(await firstLine(child)) as { readonly url: string };
        return await use(`${url}/payload`);
      } finally {
        await end(child);
      }
    },
    withFolder: async (use) => {
      const folder = mkdtempSync(join(home, 'run-'));
      try {
        return await use(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    endAll: async () => {
      ended = true;
      await Promise.all([...running.keys()].map(end));
      rmSync(home, { recursive: true, force: true });
    },
  };
};
