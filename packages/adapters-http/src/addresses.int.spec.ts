import net from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LookUp } from './index.ts';
import { get, httpServer, partnerFor } from './testing/servers.ts';

const ok = () => httpServer((_, response) => response.end('ok'));
const answering = (...addresses: ReadonlyArray<string>) =>
  vi.fn<LookUp>(async () => addresses.map((address) => ({ address, family: net.isIP(address) })));

/** Routes every address to 127.0.0.1, as if the test server had the public ones, and tells which ones a socket was given. */
const routedHere = (): ReadonlyArray<ReadonlyArray<string>> => {
  const given: Array<ReadonlyArray<string>> = [];
  const connect = net.connect;
  const spy = vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
    const lookup: net.LookupFunction = (name, lookUpOptions, callback) =>
      options.lookup?.(name, lookUpOptions, (error, found, family) => {
        if (error !== null) return callback(error, found, family);
        given.push(Array.isArray(found) ? found.map(({ address }) => address) : [found]);
        callback(null, [{ address: '127.0.0.1', family: 4 }]);
      });
    return connect({ ...options, lookup });
  }) as typeof net.connect);
  onTestFinished(() => spy.mockRestore());
  return given;
};

describe('the guard', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 'loopback'],
    ['127.1', '127.0.0.1', 'loopback'],
    ['2130706433', '127.0.0.1', 'loopback'],
    ['0177.0.0.1', '127.0.0.1', 'loopback'],
    ['0x7f.1', '127.0.0.1', 'loopback'],
    ['0x7f000001', '127.0.0.1', 'loopback'],
    ['%31%32%37.0.0.1', '127.0.0.1', 'loopback'],
    ['0', '0.0.0.0', 'unspecified'],
    ['0.0.0.0', '0.0.0.0', 'unspecified'],
    ['[::]', '::', 'unspecified'],
    ['[::1]', '::1', 'loopback'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1', 'loopback'],
    ['[::ffff:7f00:1]', '::ffff:7f00:1', 'loopback'],
    ['localhost', 'localhost', 'loopback'],
    ['LOCALHOST.', 'localhost', 'loopback'],
    ['a.localhost', 'a.localhost', 'loopback'],
  ])('opens no connection to http://%s', async (host, address, range) => {
    const server = await ok();
    const outcome = await partnerFor([]).fetch(get(`http://${host}:${server.port}/`))();
    expect(outcome).toMatchObject({ left: { _tag: 'AddressBlocked', address, range } });
    expect(server.connections()).toBe(0);
  });

  it('opens no connection for a name whose only address is private', async () => {
    const server = await ok();
    const partner = partnerFor([], { lookUp: answering('127.0.0.1') });
    expect(await partner.fetch(get(`http://partner.example:${server.port}/`))()).toEqual({
      _tag: 'Left',
      left: {
        _tag: 'AddressBlocked',
        host: `partner.example:${server.port}`,
        address: '127.0.0.1',
        range: 'loopback',
      },
    });
    expect(server.connections()).toBe(0);
  });

  it('gives a socket only the permitted ones of several addresses', async () => {
    const server = await ok();
    const given = routedHere();
    const lookUp = answering(
      '10.0.0.1',
      '93.184.215.14',
      '::ffff:169.254.169.254',
      '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
      'nonsense',
    );
    const outcome = await partnerFor([], { lookUp }).fetch(get(`http://partner.example:${server.port}/`))();
    expect(outcome).toMatchObject({ right: { status: 200 } });
    expect(given).toEqual([['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']]);
  });

  it('connects to the address that it has judged: one look-up per connection, and a name that turns private is blocked', async () => {
    const server = await httpServer((request, response) =>
      response.setHeader('connection', request.url === '/last' ? 'close' : 'keep-alive').end('ok'),
    );
    const given = routedHere();
    const lookUp = answering('93.184.215.14')
      .mockResolvedValueOnce([{ address: '93.184.215.14', family: 4 }])
      .mockResolvedValue([{ address: '10.0.0.1', family: 4 }]);
    const partner = partnerFor([], { lookUp, connections: 1 });
    const fetch = (path: string) => partner.fetch(get(`http://partner.example:${server.port}${path}`))();
    expect(await fetch('/first')).toMatchObject({ right: { status: 200 } });
    expect(await fetch('/last')).toMatchObject({ right: { status: 200 } });
    expect(lookUp).toHaveBeenCalledTimes(1);
    expect(given).toEqual([['93.184.215.14']]);
    await server.allClosed();
    expect(await fetch('/again')).toMatchObject({
      left: { _tag: 'AddressBlocked', address: '10.0.0.1', range: 'private' },
    });
    expect(lookUp).toHaveBeenCalledTimes(2);
    expect(server.connections()).toBe(1);
  });

  it('lets an allowed host and port resolve to any address, and no other port of it', async () => {
    const server = await ok();
    const other = await ok();
    const partner = partnerFor([{ host: 'partner.example', port: server.port }], {
      lookUp: answering('127.0.0.1'),
    });
    expect(await partner.fetch(get(`http://partner.example:${server.port}/`))()).toMatchObject({
      right: { status: 200 },
    });
    expect(await partner.fetch(get(`http://partner.example:${other.port}/`))()).toMatchObject({
      left: { _tag: 'AddressBlocked' },
    });
    expect(other.connections()).toBe(0);
  });

  it('goes on to the next permitted address when one refuses', async () => {
    const server = await ok();
    const partner = partnerFor([{ host: 'partner.example', port: server.port }], {
      lookUp: answering('127.0.0.2', '127.0.0.1'),
    });
    expect(await partner.fetch(get(`http://partner.example:${server.port}/`))()).toMatchObject({
      right: { status: 200 },
    });
  });

  it('is not led around by a proxy from the environment', async () => {
    const server = await ok();
    const proxy = await ok();
    vi.stubEnv('HTTP_PROXY', proxy.origin)
      .stubEnv('http_proxy', proxy.origin)
      .stubEnv('NODE_USE_ENV_PROXY', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await partnerFor([server.place]).fetch(get(server.origin))()).toMatchObject({
      right: { status: 200 },
    });
    expect([server.connections(), proxy.connections()]).toEqual([1, 0]);
  });

  it('treats no answer, an unknown name and a broken resolver as three things', async () => {
    const fails =
      (code: string): LookUp =>
      () =>
        Promise.reject(Object.assign(new Error(code), { code }));
    const fetchWith = (lookUp: LookUp) => partnerFor([], { lookUp }).fetch(get('http://partner.example/'))();
    expect(await fetchWith(answering())).toEqual({
      _tag: 'Left',
      left: { _tag: 'NameNotFound', host: 'partner.example:80' },
    });
    expect(await fetchWith(fails('ENOTFOUND'))).toEqual({
      _tag: 'Left',
      left: { _tag: 'NameNotFound', host: 'partner.example:80' },
    });
    expect(await fetchWith(fails('EAI_AGAIN'))).toEqual({
      _tag: 'Left',
      left: { _tag: 'ConnectionLost', host: 'partner.example:80', code: 'EAI_AGAIN' },
    });
  });
});
