// What each fault does: to the view of the data before a page is made of it, or to the answer made.
// Effects return the very value they were given when they do not strike; that is how it is known what struck.
import { renderPage, renderPaddedPage, type Page } from '../partner/page.ts';
import type { AskedPage } from '../partner/asked.ts';
import { plainAnswer, renderBody, servedBy, type Simulated } from '../partner/simulated.ts';
import { stepOf } from '../partner/next.ts';
import { firstOf } from '../partner/timeline.ts';
import type { Turn } from '../partner/turn.ts';
import type { View } from '../partner/view.ts';
import { headerRefusal, queryRefusal, tooMany } from './admission.ts';
import type { AtPlace, Fault } from './fault.ts';

export interface Effect {
  /** The request as the partner takes it, before anything else. */
  readonly onAsked?: (asked: AskedPage) => AskedPage;
  /** The refusal of a request that is not let in; then no other effect has a say. */
  readonly onEntry?: (asked: AskedPage, turn: Turn) => Simulated | undefined;
  readonly onView?: (view: View, asked: AskedPage, turn: Turn) => View;
  readonly onAnswer?: (answer: Simulated, asked: AskedPage, turn: Turn) => Simulated;
}

const lasts = (fault: { readonly times?: number }, turn: Turn): boolean =>
  turn.attempt <= (fault.times ?? Infinity);

const atPlace = (fault: AtPlace, change: (answer: Simulated, turn: Turn) => Simulated): Effect => ({
  onAnswer: (answer, asked, turn) =>
    asked.startAt === fault.startAt && asked.count === (fault.count ?? asked.count) && lasts(fault, turn)
      ? change(answer, turn)
      : answer,
});

/** Strikes only where there is a page to spoil: a 400, a 500 or a 429 passes unchanged. */
const onPage = (fault: AtPlace, change: (answer: Simulated, page: Page) => Simulated): Effect =>
  atPlace(fault, (answer) => (answer.body._tag === 'Page' ? change(answer, answer.body.page) : answer));

const isThrottled = (fault: Extract<Fault, { readonly _tag: 'throttle' }>, turn: Turn): boolean =>
  lasts(fault, turn) &&
  ((fault.everyNth !== undefined && turn.number % fault.everyNth === 0) ||
    turn.number <= (fault.firstN ?? 0));

/** The place with a smaller page; where pages are numbered, that moves it. */
const capped = (asked: AskedPage, to: number): AskedPage =>
  asked.count <= to
    ? asked
    : {
        ...asked,
        count: to,
        statedCount: asked.statedCount ?? asked.count,
        startAt: asked.page === undefined ? asked.startAt : asked.page * to,
      };

export const effectOf = (fault: Fault): Effect => {
  switch (fault._tag) {
    case 'alwaysFail':
      return atPlace(fault, () =>
        plainAnswer(fault.status, { message: `Failure with status ${fault.status}` }),
      );
    case 'throttle':
      return {
        onAnswer: (answer, _asked, turn) =>
          isThrottled(fault, turn)
            ? tooMany(fault.status ?? 429, fault.hint, fault.seconds, turn.nowMs)
            : answer,
      };
    case 'shortPage':
      return onPage(fault, (answer, page) => {
        const count = Math.max(0, page.count - fault.missing);
        const ids = page.ids === undefined ? {} : { ids: firstOf(page.ids, count) };
        const short: Page = { ...page, count, ...ids };
        return { ...answer, body: { _tag: 'Page', page: short }, served: servedBy(short) };
      });
    case 'grow':
    case 'insertAtHead':
    case 'deleteAtHead':
    case 'insertAt':
    case 'deleteAt':
      // The view has them already (mutations.ts); it is only said here that they touched it.
      return { onView: (view, _asked, turn) => (turn.number > fault.atRequest ? { ...view } : view) };
    case 'capPage':
      return { onAsked: (asked) => capped(asked, fault.to) };
    case 'cursorLoop':
      return {
        onView: (view, asked) =>
          stepOf(asked) >= fault.after
            ? { ...view, loop: { after: fault.after, period: fault.period } }
            : view,
      };
    case 'repeatRecords':
      return {
        onView: (view, asked, turn) =>
          asked.startAt === fault.startAt && lasts(fault, turn)
            ? { ...view, repeat: { from: fault.from, count: fault.count } }
            : view,
      };
    case 'nextUrlTo':
      return {
        onView: (view, asked, turn) =>
          asked.startAt === (fault.startAt ?? asked.startAt) && lasts(fault, turn)
            ? { ...view, nextTo: fault.to }
            : view,
      };
    case 'requireHeader':
      return { onEntry: (asked) => headerRefusal(fault, asked) };
    case 'requireQuery':
      return { onEntry: (asked) => queryRefusal(fault, asked) };
    case 'rateLimit':
      return {
        onEntry: (_asked, { overLimitMs = 0, nowMs }) =>
          overLimitMs > 0 ? tooMany(429, fault.hint, Math.ceil(overLimitMs / 1000), nowMs) : undefined,
      };
    case 'revokeToken':
      // Tokens are looked at before all faults (oauth.ts).
      return {};
    case 'offsetWall':
      return {
        onAnswer: (answer, { startAt, count }) =>
          startAt + count > fault.beyond
            ? plainAnswer(fault.status ?? 400, {
                message: `Only the first ${fault.beyond} records can be reached; use a filter`,
              })
            : answer,
      };
    case 'mislabelledGzip':
      return atPlace(fault, (answer) =>
        fault.as === 'gzip'
          ? { ...answer, gzip: {} }
          : { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } },
      );
    case 'gzipBomb':
      return onPage(fault, (answer) => ({
        ...answer,
        headers: { ...answer.headers, 'content-encoding': 'gzip' },
        gzip: { padToBytes: fault.bytes },
      }));
    case 'text200':
      return atPlace(fault, () => ({
        ...plainAnswer(200, null, { 'content-type': 'text/html' }),
        body: {
          _tag: 'Text',
          text: '<!doctype html><html><head><title>Sorry</title></head><body><h1>Service unavailable</h1></body></html>',
        },
      }));
    case 'totalOverride':
      return {
        onView: (view, _asked, turn) => (lasts(fault, turn) ? { ...view, statedTotal: fault.total } : view),
      };
    case 'pageSizeOverride':
      return {
        onView: (view, _asked, turn) =>
          lasts(fault, turn) ? { ...view, statedPageSize: fault.pageSize } : view,
      };
    case 'truncatedJson':
      return onPage(fault, (answer, page) => {
        const text = renderPage(page);
        return {
          ...answer,
          body: { _tag: 'Text', text: text.slice(0, Math.floor(text.length / 2)) },
          served: null,
        };
      });
    case 'resetMidBody':
      return atPlace(fault, (answer) => ({
        ...answer,
        served: null,
        fault: { _tag: 'resetMidBody', afterBytes: Math.floor(renderBody(answer.body).length / 2) },
      }));
    case 'neverAnswer':
      return atPlace(fault, (answer) => ({ ...answer, served: null, fault: { _tag: 'neverAnswer' } }));
    case 'dripFeed':
      return atPlace(fault, (answer) => ({
        ...answer,
        fault: { _tag: 'dripFeed', bytesPerSecond: fault.bytesPerSecond },
      }));
    case 'bigPage':
      return onPage(fault, (answer, page) => ({
        ...answer,
        body: { _tag: 'Text', text: renderPaddedPage(page, fault.bytes) },
      }));
    case 'errorAs200':
      return atPlace(fault, () =>
        plainAnswer(200, { error: { code: 'INTERNAL', message: 'Something went wrong' } }),
      );
    case 'redirect':
      return atPlace(fault, () =>
        plainAnswer(fault.status, { message: `Moved to ${fault.to}` }, { location: fault.to }),
      );
  }
};
