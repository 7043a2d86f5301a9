// What the server counts for a Prometheus that scrapes it. It counts requests to partners; jobs are the jobs API's.
import * as E from 'fp-ts/lib/Either.js';
import type { Partner } from '@api-poller/domain';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** The same partner, with each request counted and timed. */
  readonly counting: (partner: Partner) => Partner;
  /** The text of Prometheus' exposition format. */
  readonly text: () => Promise<string>;
}

export const serverMetrics = (): Metrics => {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'api_poller_partner_requests_total',
    help: 'Requests to partners by what came of them: a status, or why no answer came',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'api_poller_partner_answer_seconds',
    help: 'How long partners took to answer, body included',
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  return {
    counting: (partner) => ({
      fetch: (request) => async () => {
        const answer = await partner.fetch(request)();
        if (E.isRight(answer)) seconds.observe(answer.right.tookMs / 1000);
        requests.inc({ outcome: E.isRight(answer) ? String(answer.right.status) : answer.left._tag });
        return answer;
      },
    }),
    text: () => registry.metrics(),
  };
};
