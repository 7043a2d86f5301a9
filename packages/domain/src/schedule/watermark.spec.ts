// From when the next run asks: the start of the last one that accounts for every record.
import { describe, expect, it } from 'vitest';
import { submitJob } from '../job/submit-job.use-case.ts';
import { right } from '../testing/expect-right.ts';
import { hourly, scheduleHome, settled, url } from '../testing/schedule-home.ts';

const incremental = { parameter: 'since' };

describe('the watermark', () => {
  it('is the start of the last run that accounts for every record, and the next asks from there, less the overlap', async () => {
    const { put, at, end, shown, urlOf } = scheduleHome();
    await put({ ...hourly, incremental });
    const [first = ''] = await at('28T15:00:00.700');
    expect(await urlOf(first)).toBe('https://partner.example/orders');
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T15:00:00.700Z');
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe('https://partner.example/orders?since=2026-11-28T14%3A59%3A00Z');
    await end(second, settled('COMPLETE_WITH_DRIFT'));
    expect(await shown()).toMatchObject({
      Watermark: '2026-11-28T16:00:00.000Z',
      Runs: [{ Since: '2026-11-28T14:59:00Z', Outcome: 'COMPLETE_WITH_DRIFT' }, { Outcome: 'COMPLETE' }],
    });
  });

  it.each([
    ['INCOMPLETE', settled('INCOMPLETE')],
    ['FAILED', { status: 'FAILED' } as const],
    ['CANCELLED', { status: 'CANCELLED' } as const],
    ['REJECTED', { status: 'REJECTED' } as const],
  ])('stays when a run is %s', async (outcome, change) => {
    const { put, at, end, shown, urlOf } = scheduleHome();
    await put({ ...hourly, incremental: { ...incremental, initial: '2020-01-01' } });
    const [first = ''] = await at('28T15:00:00');
    expect(await urlOf(first)).toBe('https://partner.example/orders?since=2020-01-01');
    await end(first, change);
    expect(await shown()).toMatchObject({ Watermark: null, Runs: [{ Outcome: outcome }] });
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe('https://partner.example/orders?since=2020-01-01');
  });

  it('moves when a retry makes an incomplete run complete, to the start of that run', async () => {
    const { put, at, end, shown } = scheduleHome();
    await put({ ...hourly, incremental });
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('INCOMPLETE'));
    await end(first, { status: 'RUNNING', verdict: null });
    expect((await shown()).Runs).toMatchObject([{ Outcome: null }]);
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T15:00:00.000Z');
  });

  it('never moves back', async () => {
    const { put, at, end, shown } = scheduleHome();
    await put({ ...hourly, overlap: 'allow', incremental });
    const [first = ''] = await at('28T15:00:00');
    const [second = ''] = await at('28T16:00:00');
    await end(second, settled('COMPLETE'));
    await end(first, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe('2026-11-28T16:00:00.000Z');
  });

  it('is not moved by a job that somebody else gave the id of a run', async () => {
    const { put, at, end, shown, env } = scheduleHome();
    await put({ ...hourly, incremental });
    right(await submitJob('orders-20261128T150000Z', { url: 'https://partner.example/other' })(env)());
    await at('28T15:00:00');
    await end('orders-20261128T150000Z', settled('COMPLETE'));
    expect(await shown()).toMatchObject({ Watermark: null, Runs: [{ Outcome: 'COMPLETE' }] });
  });

  it.each([
    ['the pace', { ...hourly, request: { url, limits: { concurrency: 2 } } }, true],
    ['the times', { ...hourly, when: { everySeconds: 3600 } }, true],
    ['the overlap', { ...hourly, incremental: { ...incremental, overlapSeconds: 600 } }, true],
    ['the url', { ...hourly, request: { url: `${url}?region=eu` } }, false],
    ['the processor', { ...hourly, request: { url, processor: { kind: 'ndjson' } } }, false],
    ['the parameter', { ...hourly, incremental: { parameter: 'updated_after' } }, false],
  ])('and a new template that changes %s: it is kept: %s', async (_, change, kept) => {
    const { put, at, end, shown } = scheduleHome();
    const template = { ...hourly, incremental };
    await put(template);
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('COMPLETE'));
    const [running = ''] = await at('28T16:00:00');
    await put({ ...template, ...change });
    expect((await shown()).Watermark).toBe(kept ? '2026-11-28T15:00:00.000Z' : null);
    await end(running, settled('COMPLETE'));
    expect((await shown()).Watermark).toBe(kept ? '2026-11-28T16:00:00.000Z' : null);
  });

  it.each([
    ['epoch-seconds', '?since=1795877940'],
    ['epoch-ms', '?since=1795877940000'],
    ['iso', '?since=2026-11-28T14%3A59%3A00Z'],
  ])('is written as %s', async (format, query) => {
    const { put, at, end, urlOf } = scheduleHome();
    await put({ ...hourly, incremental: { ...incremental, format } });
    const [first = ''] = await at('28T15:00:00.999');
    await end(first, settled('COMPLETE'));
    const [second = ''] = await at('28T16:00:00');
    expect(await urlOf(second)).toBe(`https://partner.example/orders${query}`);
  });

  it('stands in the body of a POST, as a number where it is one', async () => {
    const { put, at, end, job } = scheduleHome();
    await put({
      ...hourly,
      request: { url, method: 'POST', body: { status: 'open', since: 'never' } },
      incremental: { ...incremental, in: 'body', format: 'epoch-seconds' },
    });
    const [first = ''] = await at('28T15:00:00');
    await end(first, settled('COMPLETE'));
    const [second = ''] = await at('28T16:00:00');
    expect((await job(second)).request).toMatchObject({
      url,
      body: { status: 'open', since: 1_795_877_940 },
    });
  });
});
