// docs/reference/cold-start.md from what was measured. Pure: the same figures give the same page.
import type { ColdStart } from './cold-starts.ts';

export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly starts: ReadonlyArray<ColdStart>;
}

export interface Setting {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Processes that wanted to run at once, over the last minute; the bench itself is one or two of them. */
  readonly load: number;
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

const rowOf = ({ name, bytes, starts }: Measured): string => {
  const of = (figure: (start: ColdStart) => number): number => median(starts.map(figure));
  const cells = [
    name,
    bytes.toLocaleString('en-US'),
    of(({ importMs }) => importMs).toFixed(0),
    of(({ callMs }) => callMs).toFixed(0),
    of(({ importMs, callMs }) => importMs + callMs).toFixed(0),
    of(({ cpuMs }) => cpuMs).toFixed(0),
    of(({ memoryMb }) => memoryMb).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
};

export const coldPageOf = (
  measured: ReadonlyArray<Measured>,
  { date, machine, node, load }: Setting,
): string =>
  `# Cold starts

Made by \`npm run bench:cold\`; do not edit it here. Seen on ${date} on ${machine}, Node ${node}, at a load of ${load.toFixed(1)}; medians
of ${measured[0]?.starts.length ?? 0} starts of each function, by turns, each in a process of its own.

| function | bundle, bytes | import, ms | first call, ms | together, ms | processor, ms | memory, MB |
|---|---|---|---|---|---|---|
${measured.map(rowOf).join('\n')}

- *Import*: the bundle is read, compiled and run, the environment checked, the container made. Lambda does this before the first call.
- *First call*: one event, until the first answer of AWS would be awaited: clients are made, a request is signed and sent to a
  server beside it that refuses it at once.
- *Processor*: its time in all threads for both. On a busy machine it is the figure to compare by.
- *Memory*: of the process, above that of a Node that has loaded nothing (some 45 MB).

## What this does not prove

Lambda's own part is not in it: starting a microVM, downloading and unpacking the bundle, starting Node (some 40 ms here), the extension
that traces, TLS to AWS, and the share of a processor that comes with the configured memory (a whole one at 1,769 MB; most functions
here have 512). Look at \`Init Duration\` in the functions' REPORT lines for what an account sees. What this shows is which function
costs more than another, and whether a change made it slower.
`;
