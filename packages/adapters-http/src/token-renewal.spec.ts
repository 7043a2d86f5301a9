// When a token is asked for anew: before it expires, after it was refused, and never more often than that.
import { describe, expect, it } from 'vitest';
import { credentialsBench, granting, json, oauth2, status, type Reply } from './testing/credentials-bench.ts';

describe('a token', () => {
  it('is renewed a minute before it expires, or a tenth of a short life', async () => {
    const { token, clock, ask } = credentialsBench({
      token: granting((time) => (time === 2 ? { expires_in: '60' } : {})),
    });
    await ask(oauth2);
    clock.ms += 539_999;
    await ask(oauth2);
    expect(token).toHaveLength(1);
    clock.ms += 1;
    await ask(oauth2);
    expect(token).toHaveLength(2);
    clock.ms += 53_999;
    await ask(oauth2);
    expect(token).toHaveLength(2);
    clock.ms += 1;
    await ask(oauth2);
    expect(token).toHaveLength(3);
  });

  it('without a stated life is kept until it is refused', async () => {
    const { token, clock, ask } = credentialsBench({ token: granting(() => ({ expires_in: undefined })) });
    await ask(oauth2);
    clock.ms += 100 * 24 * 3_600_000;
    await ask(oauth2);
    expect(token).toHaveLength(1);
  });

  it('that was revoked is renewed once, however many requests it failed', async () => {
    const { api, token, ask } = credentialsBench({
      token: granting(),
      api: ({ headers }) => status(headers['authorization'] === 'Bearer t2' ? 200 : 401),
    });
    const answers = await Promise.all(Array.from({ length: 25 }, () => ask(oauth2)));
    for (const answer of answers) expect(answer).toMatchObject({ right: { status: 200 } });
    expect([token.length, api.length]).toEqual([2, 50]);
  });

  it('that is refused again is not asked for with every page', async () => {
    const { api, token, ask } = credentialsBench({ token: granting(), api: () => status(401) });
    for (let i = 0; i < 10; i += 1) expect(await ask(oauth2)).toMatchObject({ right: { status: 401 } });
    expect([token.length, api.length]).toEqual([4, 13]);
  });

  it('is renewed by the refresh token that came last, and by the client where that is refused', async () => {
    const { token, clock, ask } = credentialsBench({
      token: ({ body }, time) =>
        body?.includes('r2') === true
          ? json({ error: 'invalid_grant' }, 400)
          : json({
              access_token: `t${time}`,
              token_type: 'bearer',
              expires_in: 600,
              ...(time < 3 ? { refresh_token: `r${time}` } : {}),
            }),
    });
    for (let i = 0; i < 3; i += 1) {
      await ask(oauth2);
      clock.ms += 600_000;
    }
    expect(token.map(({ body }) => body)).toEqual([
      expect.stringContaining('grant_type=client_credentials'),
      'refresh_token=r1&grant_type=refresh_token',
      'refresh_token=r2&grant_type=refresh_token',
      expect.stringContaining('grant_type=client_credentials'),
    ]);
  });

  it('is renewed by the refresh token that there is when no other comes', async () => {
    const { token, clock, ask } = credentialsBench({
      token: granting((time) => (time === 1 ? { refresh_token: 'r1' } : {})),
    });
    for (let i = 0; i < 3; i += 1) {
      await ask(oauth2);
      clock.ms += 600_000;
    }
    expect(token.slice(1).map(({ body }) => body)).toEqual([
      'refresh_token=r1&grant_type=refresh_token',
      'refresh_token=r1&grant_type=refresh_token',
    ]);
  });

  it('that was renewed meanwhile is not renewed for a 401 that comes late', async () => {
    let refuse: (reply: Reply) => void = () => undefined;
    const late = new Promise<Reply>((resolve) => {
      refuse = resolve;
    });
    const { token, ask } = credentialsBench({
      token: granting(),
      api: ({ headers }, time) => {
        if (time === 1) return late;
        return status(headers['authorization'] === 'Bearer t2' ? 200 : 401);
      },
    });
    const first = ask(oauth2);
    await ask(oauth2);
    refuse(status(401));
    expect(await first).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(2);
  });

  it('may be revoked again and again, as long as the next one is taken', async () => {
    let valid = 1;
    const { token, ask } = credentialsBench({
      token: granting(),
      api: ({ headers }) => status(headers['authorization'] === `Bearer t${valid}` ? 200 : 401),
    });
    for (; valid <= 6; valid += 1) expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(6);
  });

  it('that cannot be renewed is used as long as it lives', async () => {
    const { api, token, clock, ask } = credentialsBench({
      token: (request, time) => (time === 1 ? granting()(request, time) : status(503)),
    });
    await ask(oauth2);
    clock.ms += 550_000;
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(await ask(oauth2)).toMatchObject({ right: { status: 200 } });
    expect(token).toHaveLength(2);
    clock.ms += 50_000;
    expect(await ask(oauth2)).toMatchObject({ left: { _tag: 'CredentialsUnavailable', mayPass: true } });
    expect(api).toHaveLength(3);
  });
});
