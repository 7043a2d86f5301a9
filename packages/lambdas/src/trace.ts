// Tells X-Ray what a call consisted of: subsegments of the segment that Lambda makes, sent to the daemon that Lambda runs, as the X-Ray
// API documents it (Sending trace data to X-Ray). Why this is not the Powertools' tracer: docs/adr/0015.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Whose } from './whose.ts';

export interface Span {
  /** Does the work as a part of this one. @param kindOf what kind of failure an answer is; null for none */
  readonly within: <A>(
    name: string,
    whose: Whose,
    work: (span: Span) => Promise<A>,
    kindOf?: (answer: A) => string | null,
  ) => Promise<A>;
}

export interface Trace extends Span {
  /** As it stands on lines and in the console; null when the call is not traced at all. */
  readonly traceId: string | null;
  /** Sends what is done, and waits until it is out of the process: after the answer Lambda stops it. Never fails. */
  readonly send: () => Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

const HEADER = '{"format":"json","version":1}\n';

/** An X-Ray id: 64 bits. */
const newId = (): string => randomBytes(8).toString('hex');

const seconds = (): number => Date.now() / 1000;

/** What is said of a failure: its kind. Its message may repeat what it could not read. */
export const kindOfFailure = (failure: unknown): string =>
  failure instanceof Error ? failure.name : typeof failure;

const headerOf = (text: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(text.split(';').map((field) => field.split('=', 2) as [string, string]));

interface Daemon {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, or both of its addresses: `tcp:HOST:PORT udp:HOST:PORT`. */
const daemonOf = (address: string): Daemon | null => {
  const [, host = '', port = ''] = /^(?:.*udp:)?([^: ]+):(\d{1,5})(?: |$)/.exec(address) ?? [];
  return Number(port) > 0 && Number(port) <= 65_535 ? { host, port: Number(port) } : null;
};

const sendAll = async ({ host, port }: Daemon, documents: ReadonlyArray<object>): Promise<void> => {
  const socket = createSocket('udp4');
  socket.unref().on('error', () => undefined);
  await Promise.all(
    documents.map(
      (document) =>
        new Promise<void>((resolve) => {
          socket.send(HEADER + JSON.stringify(document), port, host, () => resolve());
        }),
    ),
  );
  socket.close();
};

/** @param variables read anew for each call, because Lambda names each call's trace there */
export const openTrace = (variables: Variables = process.env): Trace => {
  const { Root, Parent, Sampled } = headerOf(variables['_X_AMZN_TRACE_ID'] ?? '');
  const daemon = daemonOf(variables['AWS_XRAY_DAEMON_ADDRESS'] ?? '');
  const sampled = Root !== undefined && Parent !== undefined && Sampled === '1';
  const done: object[] = [];

  const spanOf = (parent: string): Span => ({
    within: async (name, whose, work, kindOf = () => null) => {
      const id = newId();
      const from = seconds();
      let failed: string | null = null;
      try {
        const answer = await work(spanOf(id));
        failed = kindOf(answer);
        return answer;
      } catch (failure) {
        failed = kindOfFailure(failure);
        throw failure;
      } finally {
        if (sampled && daemon !== null)
          done.push({
            type: 'subsegment',
            name,
            id,
            trace_id: Root,
            parent_id: parent,
            start_time: from,
            end_time: seconds(),
            ...(Object.keys(whose).length > 0 && { annotations: whose }),
            ...(failed !== null && {
              fault: true,
              cause: { exceptions: [{ id: newId(), type: failed, remote: false }] },
            }),
          });
      }
    },
  });

  return {
    ...spanOf(Parent ?? ''),
    traceId: Root ?? null,
    send: async () => {
      if (daemon !== null && done.length > 0) await sendAll(daemon, done.splice(0));
    },
  };
};
