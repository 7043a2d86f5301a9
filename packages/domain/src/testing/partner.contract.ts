// What every adapter of the Partner port must do, said without any of them. The other side is scripted as data, so that the
// suite needs no server of its own: whoever calls it brings one.
import type { PageRequest, Partner } from '../partner/partner.port.ts';
import { describe, expect, it } from 'vitest';

/** How the other side behaves, from the first byte that it has received. */
export type Script =
  | {
      readonly _tag: 'Answers';
      readonly status: number;
      readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
      readonly body: string;
    }
  /** Takes the request and says nothing, ever. */
  | { readonly _tag: 'Silent' }
  /** States `statedBytes`, sends `body`, and says nothing more. */
  | { readonly _tag: 'Stalls'; readonly statedBytes: number; readonly body: string }
  /** States `statedBytes`, sends `body`, and closes the connection. */
  | { readonly _tag: 'Cuts'; readonly statedBytes: number; readonly body: string };

export interface OtherSide {
  /** Scheme, host and port; permitted to the partner unless it was made with `permitted: false`. */
  readonly origin: string;
  /** Requests of which at least the head arrived: path and query, and headers in lower case. */
  readonly received: () => ReadonlyArray<{
    readonly path: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
  }>;
}

export interface PartnerBench {
  readonly partner: Partner;
  /** Paths without a script are answered 200 `ok`. A Location of the form `<n>/path` leads to the n-th other side. */
  readonly sides: ReadonlyArray<OtherSide>;
  readonly close: () => Promise<void>;
}

export type MakePartnerBench = (
  sides: ReadonlyArray<{ readonly permitted: boolean; readonly scripts: Readonly<Record<string, Script>> }>,
) => Promise<PartnerBench>;

const answers = (
  status: number,
  body = '',
  headers: ReadonlyArray<readonly [string, string]> = [],
): Script => ({ _tag: 'Answers', status, headers, body });
const timeouts = { connectMs: 20_000, firstByteMs: 20_000, idleBodyMs: 20_000, wholeRequestMs: 20_000 };

/** @param make opens one side per entry and a partner that may reach the permitted ones. */
export const partnerContract = (name: string, make: MakePartnerBench): void => {
  const withBench = async (
    sides: Parameters<MakePartnerBench>[0],
    use: (bench: PartnerBench, at: (side: number, path: string) => string) => Promise<void>,
  ): Promise<void> => {
    const bench = await make(sides);
    try {
      await use(bench, (side, path) => (bench.sides[side]?.origin ?? '') + path);
    } finally {
      await bench.close();
    }
  };
  const one = (scripts: Readonly<Record<string, Script>>) => [{ permitted: true, scripts }];
  const ask = (partner: Partner, url: string, overrides: Partial<PageRequest> = {}) =>
    partner.fetch({
      method: 'GET',
      url,
      headers: {},
      body: null,
      timeouts,
      maxBodyBytes: 1_000,
      ...overrides,
    })();
  const text = new TextDecoder();

  describe(`the partner: ${name}`, () => {
    it('gives status, headers in lower case, body and url of the answer', () =>
      withBench(
        one({
          '/page': answers(200, 'Zoë', [
            ['X-Total', '7'],
            ['Link', '<a>'],
            ['Link', '<b>'],
          ]),
        }),
        async ({ partner }, at) => {
          const outcome = await ask(partner, at(0, '/page#part'));
          expect(outcome).toMatchObject({
            right: { status: 200, url: at(0, '/page'), headers: { 'x-total': '7', link: '<a>, <b>' } },
          });
          expect(outcome._tag === 'Right' && text.decode(outcome.right.body)).toBe('Zoë');
        },
      ));

    it.each([400, 404, 429, 500, 503])('takes status %i for an answer', (status) =>
      withBench(one({ '/page': answers(status, 'no') }), async ({ partner }, at) => {
        expect(await ask(partner, at(0, '/page'))).toMatchObject({ right: { status } });
      }),
    );

    it('is lazy, and asks anew each time that it is run', () =>
      withBench(one({}), async ({ partner, sides }, at) => {
        const task = partner.fetch({
          method: 'GET',
          url: at(0, '/page?n=1'),
          headers: {},
          body: null,
          timeouts,
          maxBodyBytes: 1_000,
        });
        expect(sides[0]?.received()).toEqual([]);
        await task();
        await task();
        expect(sides[0]?.received().map(({ path }) => path)).toEqual(['/page?n=1', '/page?n=1']);
      }));

    it('ends at the deadline that passed, and names it', () =>
      withBench(
        one({ '/silent': { _tag: 'Silent' }, '/stalls': { _tag: 'Stalls', statedBytes: 10, body: '12345' } }),
        async ({ partner }, at) => {
          const short = (interval: keyof typeof timeouts) => ({ timeouts: { ...timeouts, [interval]: 60 } });
          expect(await ask(partner, at(0, '/silent'), short('firstByteMs'))).toMatchObject({
            left: { _tag: 'TimedOut', interval: 'firstByte', afterMs: 60 },
          });
          expect(await ask(partner, at(0, '/stalls'), short('idleBodyMs'))).toMatchObject({
            left: { _tag: 'TimedOut', interval: 'idleBody', afterMs: 60 },
          });
          expect(await ask(partner, at(0, '/silent'), short('wholeRequestMs'))).toMatchObject({
            left: { _tag: 'TimedOut', interval: 'wholeRequest', afterMs: 60 },
          });
          expect(await ask(partner, at(0, '/stalls'), short('wholeRequestMs'))).toMatchObject({
            left: { _tag: 'TimedOut', interval: 'wholeRequest', afterMs: 60 },
          });
        },
      ));

    it('never gives a part of a body for the whole', () =>
      withBench(
        one({ '/cut': { _tag: 'Cuts', statedBytes: 10, body: '12345' } }),
        async ({ partner }, at) => {
          expect(await ask(partner, at(0, '/cut'))).toMatchObject({ left: { _tag: 'ConnectionLost' } });
        },
      ));

    it('takes a body up to the limit and none beyond', () =>
      withBench(one({ '/page': answers(200, '1234567890') }), async ({ partner }, at) => {
        expect(await ask(partner, at(0, '/page'), { maxBodyBytes: 10 })).toMatchObject({
          right: { status: 200 },
        });
        expect(await ask(partner, at(0, '/page'), { maxBodyBytes: 9 })).toEqual({
          _tag: 'Left',
          left: { _tag: 'BodyTooLarge', limitBytes: 9 },
        });
      }));

    it('sends nothing to an address that the policy forbids, directly or by redirect', () =>
      withBench(
        [
          { permitted: true, scripts: { '/in': answers(302, '', [['Location', '1/inner']]) } },
          { permitted: false, scripts: {} },
        ],
        async ({ partner, sides }, at) => {
          expect(await ask(partner, at(1, '/inner'))).toMatchObject({ left: { _tag: 'AddressBlocked' } });
          expect(await ask(partner, at(0, '/in'))).toMatchObject({ left: { _tag: 'AddressBlocked' } });
          expect(sides[1]?.received()).toEqual([]);
        },
      ));

    it('keeps credentials on their origin when it follows a redirect', () =>
      withBench(
        [
          {
            permitted: true,
            scripts: {
              '/here': answers(302, '', [['Location', '0/to']]),
              '/away': answers(302, '', [['Location', '1/to']]),
            },
          },
          { permitted: true, scripts: {} },
        ],
        async ({ partner, sides }, at) => {
          const headers = { authorization: 's3cret', 'x-api-key': 's3cret', accept: 'text/plain' };
          expect(await ask(partner, at(0, '/here'), { headers })).toMatchObject({
            right: { url: at(0, '/to') },
          });
          expect(await ask(partner, at(0, '/away'), { headers })).toMatchObject({
            right: { url: at(1, '/to') },
          });
          expect(sides[0]?.received().map((request) => request.headers['x-api-key'])).toEqual([
            's3cret',
            's3cret',
            's3cret',
          ]);
          expect(JSON.stringify(sides[1]?.received())).not.toContain('s3cret');
          expect(sides[1]?.received()[0]?.headers['accept']).toBe('text/plain');
        },
      ));

    it('gives up on redirects that lead in a circle', () =>
      withBench(
        one({ '/a': answers(302, '', [['Location', '0/b']]), '/b': answers(307, '', [['Location', '0/a']]) }),
        async ({ partner }, at) => {
          expect(await ask(partner, at(0, '/a'))).toMatchObject({ left: { _tag: 'TooManyRedirects' } });
        },
      ));

    it('refuses a request that cannot be sent as it is', () =>
      withBench(one({}), async ({ partner, sides }, at) => {
        expect(await ask(partner, '/relative')).toMatchObject({ left: { _tag: 'RequestRefused' } });
        expect(await ask(partner, at(0, '/page'), { headers: { 'x-key': 's3cret\r\nx: y' } })).toMatchObject({
          left: { _tag: 'RequestRefused' },
        });
        expect(sides[0]?.received()).toEqual([]);
      }));
  });
};
