import { describe, expect, it } from 'vitest';
import { ask, bodyOf, partnerWith } from '../testing/ask.ts';

const oauth = { clientId: 'app 1', clientSecret: 's3:cret', expiresInSeconds: 60 };
const config = partnerWith({ oauth });

interface Given {
  readonly access_token: string;
  readonly refresh_token?: string;
}
const form = 'grant_type=client_credentials&client_id=app+1&client_secret=s3%3Acret';
const post = (body: string, more: Parameters<typeof ask>[2] = {}, partner = config): ReturnType<typeof ask> =>
  ask(partner, '/token', { method: 'POST', number: 0, body, ...more });
const given = (answer: ReturnType<typeof ask>): Given => bodyOf(answer) as Given;
const page = (
  token: string,
  more: Parameters<typeof ask>[2] = {},
  partner = config,
): ReturnType<typeof ask> =>
  ask(partner, '/payload', { headers: { authorization: `Bearer ${token}` }, ...more });

describe("the partner's tokens", () => {
  it('are given for the credentials and open the door until they end', () => {
    const answer = post(form, { nowMs: 1000 });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    const { access_token: token, ...rest } = given(answer);
    expect(token).toMatch(/^[\w-]+$/);
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 60 });
    expect([60_999, 61_000].map((nowMs) => page(token, { nowMs }).status)).toEqual([200, 401]);
    expect(page(token, { nowMs: 61_000 }).headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it('are wanted for every page, and only for pages', () => {
    const answer = ask(config, '/payload');
    expect(answer).toMatchObject({ status: 401, served: null });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(page('made-up').status).toBe(401);
    expect(page(given(post(form, {}, partnerWith({ oauth, seed: 2 }))).access_token).status).toBe(401);
    expect(ask(config, '/health').status).toBe(200);
  });

  it('are given for Basic credentials too', () => {
    const authorization = `Basic ${Buffer.from('app+1:s3%3Acret').toString('base64')}`;
    expect(post('grant_type=client_credentials', { headers: { authorization } }).status).toBe(200);
  });

  it('are refused to others, and in other ways', () => {
    const refusals = [
      'grant_type=client_credentials',
      'grant_type=client_credentials&client_id=app+1&client_secret=no',
      'grant_type=password&client_id=app+1&client_secret=s3%3Acret',
      'grant_type=refresh_token&client_id=app+1&client_secret=s3%3Acret',
    ].map((body) => post(body));
    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 400, 400]);
    expect(refusals.map(bodyOf)).toEqual([
      { error: 'invalid_client' },
      { error: 'invalid_client' },
      { error: 'unsupported_grant_type' },
      { error: 'unsupported_grant_type' },
    ]);
    expect(ask(config, '/token').status).toBe(405);
    expect(ask(partnerWith({}), '/token', { method: 'POST' }).status).toBe(404);
  });

  it('differ from each other', () => {
    expect(given(post(form, { tokens: 0 })).access_token).not.toBe(
      given(post(form, { tokens: 1 })).access_token,
    );
  });

  it('are void after a revocation, those given out later are not', () => {
    const revoking = partnerWith({ oauth, faults: [{ _tag: 'revokeToken', atRequest: 3 }] });
    const old = given(post(form, { number: 3 }, revoking)).access_token;
    const fresh = given(post(form, { number: 4, tokens: 1 }, revoking)).access_token;
    expect([1, 3, 4, 9].map((number) => page(old, { number }, revoking).status)).toEqual([
      200, 200, 401, 401,
    ]);
    expect([4, 5, 9].map((number) => page(fresh, { number }, revoking).status)).toEqual([200, 200, 200]);
  });

  it('rotate: the newest refresh token is good, and only once', () => {
    const rotating = partnerWith({ oauth: { ...oauth, rotates: true } });
    const refresh = (token: string | undefined, tokens: number): ReturnType<typeof ask> =>
      post(
        `grant_type=refresh_token&refresh_token=${token ?? ''}&client_id=app+1&client_secret=s3%3Acret`,
        { tokens },
        rotating,
      );
    const first = given(post(form, { tokens: 0 }, rotating));
    const second = refresh(first.refresh_token, 1);
    expect(second.status).toBe(200);
    expect(refresh(first.refresh_token, 2)).toMatchObject({ status: 400 });
    expect(refresh(given(second).refresh_token, 2).status).toBe(200);
    expect(page(given(second).access_token, {}, rotating).status).toBe(200);
    // The one kind never passes for the other.
    expect(page(first.refresh_token ?? '', {}, rotating).status).toBe(401);
    expect(refresh(first.access_token, 1).status).toBe(400);
  });
});
