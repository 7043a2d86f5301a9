// What each fault does: to the view of the data before a page is made of it, or to the answer made.
// Effects return the very value they were given when they do not strike; that is how it is known what struck.
import { renderPage, renderPaddedPage, type Page, type Stated } from '../partner/page.ts';
import type { AskedPage } from '../partner/request.ts';
import { plainAnswer, renderBody, type Simulated } from '../partner/simulated.ts';
import type { Turn } from '../partner/turn.ts';
import type { AtPlace, Fault } from './fault.ts';
import { hintHeaders } from './retry-hint.ts';

/** How many records there are, and what the head of a page says about it. */
export interface View {
  readonly total: number;
  readonly statedTotal: Stated;
  readonly statedPageSize: Stated;
}

export interface Effect {
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
            ? plainAnswer(
                fault.status ?? 429,
                { message: 'Too many requests' },
                hintHeaders(fault.hint, fault.seconds, turn.nowMs),
              )
            : answer,
      };
    case 'shortPage':
      return onPage(fault, (answer, page) => {
        const count = Math.max(0, page.count - fault.missing);
        return {
          ...answer,
          body: { _tag: 'Page', page: { ...page, count } },
          served: { from: page.from, count },
        };
      });
    case 'grow':
      return {
        onView: (view, _asked, turn) =>
          turn.number > fault.atRequest
            ? {
                ...view,
                total: view.total + fault.by,
                // A total that was overridden before stays as it was overridden.
                statedTotal: view.statedTotal === view.total ? view.total + fault.by : view.statedTotal,
              }
            : view,
      };
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
