// Carries an answer out over node:http: the delay, the body, and the faults that need a socket.
import type { ServerResponse } from 'node:http';
import type { Simulated } from '../partner/simulated.ts';
import type { Outcome } from '../log/request-log.ts';

/** Long enough for a local client to read the first half, which a reset would else throw away unread. */
const beforeResetMs = 25;
/** Ten pieces a second: slow enough to cost nothing, quick enough that an idle time-out above 100 ms sees a steady stream. */
const dripIntervalMs = 100;

const writeHead = (response: ServerResponse, answer: Simulated, length: number): void => {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length });
};

/** Timers of one answer; they end with its connection, so a closed server leaves none behind. */
const timersOf = (response: ServerResponse): { readonly after: (ms: number, run: () => void) => void } => {
  let timer: NodeJS.Timeout | undefined;
  response.once('close', () => clearTimeout(timer));
  return {
    after: (ms, run) => {
      timer = setTimeout(run, ms);
    },
  };
};

const drip = (
  response: ServerResponse,
  body: Buffer,
  bytesPerSecond: number,
  ended: (outcome: Outcome) => void,
): void => {
  const { after } = timersOf(response);
  const start = performance.now();
  let sent = 0;
  const next = (): void => {
    // By the clock, not by the tick: late timers do not slow the pace, and 1 byte/s is 1 byte/s.
    const due = Math.min(
      body.length,
      Math.floor(((performance.now() - start + dripIntervalMs) * bytesPerSecond) / 1000),
    );
    if (due > sent) response.write(body.subarray(sent, due));
    sent = Math.max(sent, due);
    if (sent < body.length) return after(dripIntervalMs, next);
    response.end();
    ended('answered');
  };
  next();
};

const sendNow = (
  response: ServerResponse,
  answer: Simulated,
  body: Buffer,
  ended: (outcome: Outcome) => void,
): void => {
  switch (answer.fault?._tag) {
    case undefined:
      writeHead(response, answer, body.length);
      response.end(body);
      return ended('answered');
    case 'resetMidBody':
      writeHead(response, answer, body.length);
      response.write(body.subarray(0, answer.fault.afterBytes));
      timersOf(response).after(beforeResetMs, () => response.socket?.resetAndDestroy());
      return ended('cut');
    case 'neverAnswer':
      return;
    case 'dripFeed':
      writeHead(response, answer, body.length);
      return drip(response, body, answer.fault.bytesPerSecond, ended);
  }
};

/**
 * @param ended called exactly once: when the whole answer has been handed over, when a fault has had its way, or
 * when the client has gone away before that.
 */
export const send = (
  response: ServerResponse,
  answer: Simulated,
  body: Buffer,
  ended: (outcome: Outcome) => void,
): void => {
  if (answer.delayMs === 0 && answer.fault === undefined) return sendNow(response, answer, body, ended);
  let over = false;
  const endOnce = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    ended(outcome);
  };
  response.once('close', () => endOnce(answer.fault?._tag === 'neverAnswer' ? 'unanswered' : 'abandoned'));
  if (answer.delayMs === 0) return sendNow(response, answer, body, endOnce);
  timersOf(response).after(answer.delayMs, () => sendNow(response, answer, body, endOnce));
};
