import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { get, httpServer, partnerFor, tcpServer, type TestServer } from './testing/servers.ts';

const text = '{"records":[{"id":1,"name":"Zoë 🚀"}]}';
const plain = Buffer.from(text);
const limit = (maxBodyBytes: number) => ({ maxBodyBytes });

/** Sends the bytes under the headers, with their length unless they come in several pieces. */
const serving = (
  headers: Readonly<Record<string, string>>,
  ...pieces: ReadonlyArray<Uint8Array>
): Promise<TestServer> =>
  httpServer(async (_, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      ...headers,
      ...(pieces.length === 1 ? { 'content-length': pieces[0]?.length } : {}),
    });
    for (const piece of pieces)
      await new Promise((resolve) => response.write(piece, resolve)).then(() => new Promise(setImmediate));
    response.end();
  });
const fetched = async (server: TestServer, overrides = {}) =>
  partnerFor([server.place]).fetch(get(server.origin, overrides))();
const encoded = (encoding: string, ...pieces: ReadonlyArray<Uint8Array>) =>
  serving({ 'content-encoding': encoding }, ...pieces);

/** [Content-Encoding, the bytes sent] */
const codings: ReadonlyArray<readonly [string, Buffer]> = [
  ['gzip', gzipSync(plain)],
  ['GZip', gzipSync(plain)],
  ['x-gzip', gzipSync(plain)],
  ['deflate', deflateSync(plain)],
  ['deflate', deflateRawSync(plain)],
  ['br', brotliCompressSync(plain)],
  ['zstd', zstdCompressSync(plain)],
  ['identity', plain],
  ['', plain],
  ['gzip, br', brotliCompressSync(gzipSync(plain))],
  ['br,identity, gzip', gzipSync(brotliCompressSync(plain))],
  ['deflate, deflate, zstd', zstdCompressSync(deflateRawSync(deflateSync(plain)))],
  ['gzip', Buffer.concat([gzipSync(plain.subarray(0, 5)), gzipSync(plain.subarray(5))])],
  ['gzip', Buffer.concat([gzipSync(plain), Buffer.alloc(600)])], // padding
];

describe('a content-encoding', () => {
  it.each(codings)('%s is undone', async (encoding, bytes) => {
    expect(await fetched(await encoded(encoding, bytes))).toMatchObject({ right: { body: plain } });
  });

  it.each(codings)('%s is undone when the body comes byte by byte', async (encoding, bytes) => {
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await fetched(await encoded(encoding, ...pieces))).toMatchObject({ right: { body: plain } });
  });

  it('is asked for, unless the request asks for another', async () => {
    const server = await serving({}, plain);
    const partner = partnerFor([server.place]);
    await partner.fetch(get(server.origin))();
    await partner.fetch(get(server.origin, { headers: { 'Accept-Encoding': 'identity' } }))();
    expect(server.received.map(({ headers }) => headers['accept-encoding'])).toEqual([
      'gzip, deflate, br',
      'identity',
    ]);
  });

  it.each([
    ['compress', 'compress'],
    ['aws-chunked', 'aws-chunked'],
    ['gzip, rot13', 'rot13'],
    ['constructor', 'constructor'],
    ['0123456789012345678901234567890123456789 and more', '0123456789012345678901234567890123456789'],
    ['gzip, gzip, gzip, gzip, gzip, gzip', '6 layers'],
  ])('%s is not understood, and the failure names %s', async (encoding, named) => {
    const server = await encoded(encoding, gzipSync(plain));
    expect(await fetched(server)).toEqual({
      _tag: 'Left',
      left: { _tag: 'BodyUndecodable', encoding: named },
    });
  });

  it.each([
    ['gzip', gzipSync(plain).subarray(0, -10)],
    ['gzip', Buffer.concat([gzipSync(plain).subarray(0, 12), Buffer.from('damaged')])],
    ['gzip', Buffer.concat([gzipSync(plain), Buffer.from('garbage')])],
    ['deflate', Buffer.from(text)],
    ['br', Buffer.from('this is not brotli')],
    ['zstd', Buffer.from('this is not zstd')],
    ['br', brotliCompressSync(plain).subarray(0, -3)],
  ])('%s over damaged or cut data is undecodable', async (encoding, bytes) => {
    expect(await fetched(await encoded(encoding, bytes))).toEqual({
      _tag: 'Left',
      left: { _tag: 'BodyUndecodable', encoding },
    });
  });

  it('names the layer that is damaged', async () => {
    const server = await encoded('br, gzip', gzipSync(Buffer.from('this is not brotli')));
    expect(await fetched(server)).toEqual({
      _tag: 'Left',
      left: { _tag: 'BodyUndecodable', encoding: 'br' },
    });
  });

  it.each(['gzip', 'deflate', 'br', 'gzip, br'])(
    '%s over no bytes at all is an empty body',
    async (encoding) => {
      const server = await httpServer((_, response) =>
        response.writeHead(500, { 'content-encoding': encoding, 'content-length': 0 }).end(),
      );
      expect(await fetched(server)).toMatchObject({ right: { status: 500, body: Buffer.alloc(0) } });
    },
  );

  it('gzip with padding that comes late keeps the connection', async () => {
    const server = await httpServer((_, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .write(Buffer.concat([gzipSync(plain), Buffer.alloc(10)]));
      setTimeout(() => response.end(Buffer.alloc(10)), 50);
    });
    const partner = partnerFor([server.place], { connections: 1 });
    for (let page = 0; page < 2; page += 1)
      expect(await partner.fetch(get(server.origin))()).toMatchObject({ right: { body: plain } });
    expect(server.connections()).toBe(1);
  });

  it('undoes a body of many pieces that comes faster than it can be decoded', async () => {
    const large = randomBytes(3_000_000);
    const coded = gzipSync(large);
    const server = await httpServer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(coded),
    );
    const outcome = await fetched(server, limit(3_000_000));
    expect(outcome._tag === 'Right' && large.equals(outcome.right.body)).toBe(true);
  });
});

describe('a wrong label', () => {
  it('gzip on plain text: the text is taken as it is', async () => {
    expect(await fetched(await encoded('gzip', plain))).toMatchObject({ right: { body: plain } });
    expect(
      await fetched(await encoded('gzip', ...[...plain].map((byte) => Uint8Array.of(byte)))),
    ).toMatchObject({ right: { body: plain } });
    expect(await fetched(await encoded('gzip', Buffer.from('7')))).toMatchObject({
      right: { body: Buffer.from('7') },
    });
    expect(await fetched(await encoded('br, gzip', brotliCompressSync(plain)))).toMatchObject({
      right: { body: plain },
    });
    expect(await fetched(await encoded('gzip, br', brotliCompressSync(plain)))).toMatchObject({
      right: { body: plain },
    });
  });

  it('none on gzip: it is undone', async () => {
    expect(await fetched(await serving({}, gzipSync(plain)))).toMatchObject({ right: { body: plain } });
    expect(
      await fetched(await serving({}, ...[...gzipSync(plain)].map((byte) => Uint8Array.of(byte)))),
    ).toMatchObject({ right: { body: plain } });
  });

  it.each(['application/gzip', 'application/x-gzip', 'application/GZIP'])(
    'none on gzip that is meant to be %s: it stays',
    async (type) => {
      const bytes = gzipSync(plain);
      expect(await fetched(await serving({ 'content-type': type }, bytes))).toMatchObject({
        right: { body: bytes },
      });
    },
  );

  it.each(['deflate', 'br', 'zstd'])('%s on gzip: undecodable, not guessed', async (encoding) => {
    expect(await fetched(await encoded(encoding, gzipSync(plain)))).toEqual({
      _tag: 'Left',
      left: { _tag: 'BodyUndecodable', encoding },
    });
  });

  it('none on what only begins like gzip: it stays', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await fetched(await serving({}, bytes))).toMatchObject({ right: { body: bytes } });
  });
});

describe('the limit', () => {
  const tooLarge = (limitBytes: number) => ({ _tag: 'Left', left: { _tag: 'BodyTooLarge', limitBytes } });

  it('is counted in decoded bytes, and may be reached exactly', async () => {
    const zeros = gzipSync(Buffer.alloc(50_000));
    expect(await fetched(await encoded('gzip', zeros), limit(50_000))).toMatchObject({
      right: { body: Buffer.alloc(50_000) },
    });
    expect(await fetched(await encoded('gzip', zeros), limit(49_999))).toEqual(tooLarge(49_999));
    expect(await fetched(await serving({}, Buffer.alloc(50_000)), limit(50_000))).toMatchObject({
      right: { body: Buffer.alloc(50_000) },
    });
    expect(await fetched(await serving({}, Buffer.alloc(50_000)), limit(49_999))).toEqual(tooLarge(49_999));
    expect(
      await fetched(await serving({}, Buffer.alloc(25_000), Buffer.alloc(25_000)), limit(49_999)),
    ).toEqual(tooLarge(49_999));
  });

  it('holds for gzip without a label and for each layer of several', async () => {
    const zeros = Buffer.alloc(50_000);
    expect(await fetched(await serving({}, gzipSync(zeros)), limit(49_999))).toEqual(tooLarge(49_999));
    expect(
      await fetched(await encoded('br, gzip', gzipSync(brotliCompressSync(zeros))), limit(49_999)),
    ).toEqual(tooLarge(49_999));
    expect(
      await fetched(await encoded('gzip, br', brotliCompressSync(gzipSync(zeros))), limit(50_000)),
    ).toMatchObject({ right: { body: zeros } });
  });

  it('refuses a body by its stated length, without waiting for it', async () => {
    const server = await tcpServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n'),
    );
    expect(await fetched(server, limit(1_000))).toEqual(tooLarge(1_000));
    await server.allClosed();
  });

  it('stops a plain body that never ends, and drops its connection', async () => {
    const server = await httpServer((_, response) => {
      const more = (): unknown =>
        response.writable &&
        response.write(Buffer.alloc(10_000), (error) => void (error ?? setImmediate(more)));
      more();
    });
    expect(await fetched(server, limit(100_000))).toEqual(tooLarge(100_000));
    await server.allClosed();
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('holds for a bomb in %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(60_000);
    expect(await fetched(await encoded(encoding, bomb), limit(1_000_000))).toEqual(tooLarge(1_000_000));
  });

  it('stops a bomb that never ends while it streams', async () => {
    // One gzip member of 10 MB of zeros after the other, 10 kB each on the wire: without the limit this never ends.
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    let sent = 0;
    const server = await httpServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const more = (error?: Error | null): void => {
        if (error !== undefined && error !== null) return;
        sent += bomb.length;
        response.write(bomb, (failed) => void setImmediate(more, failed));
      };
      more();
    });
    expect(await fetched(server, limit(5_000_000))).toEqual(tooLarge(5_000_000));
    await server.allClosed();
    expect(sent).toBeLessThan(5_000_000);
  });
});
