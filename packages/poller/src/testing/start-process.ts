// Starts a server as a process of its own that prints its port as JSON, and ends it with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/**
 * @returns the port of 127.0.0.1 on which it listens
 * @throws Error when it ends before it says so
 */
export const startServer = async (command: string, args: ReadonlyArray<string>): Promise<number> => {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { readonly port: number };
    return port;
  }
  throw new Error(`${command} ended before it listened`);
};
