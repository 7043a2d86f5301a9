// A token for OAuth 2 client credentials. The protocol is oauth4webapi's; its requests go through our own partner, so that the
// token endpoint stands under the same address policy, deadlines and limits as the API.
import {
  judgeFailure,
  type OAuth2Credentials,
  type PageRequest,
  type PageResponse,
  type Partner,
  type PartnerFailure,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import * as oauth from 'oauth4webapi';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export interface Token {
  readonly accessToken: string;
  /** From the moment before it was asked for; null when the server does not say. */
  readonly expiresInMs: number | null;
  /** Not usual with this grant (RFC 6749 §4.4.3), but where a server gives one, it is what it wants to see next. */
  readonly refreshToken: string | null;
}

/** A token endpoint answers a few hundred bytes at once; one that takes longer than this is down. */
const timeouts: PageRequest['timeouts'] = {
  connectMs: 10_000,
  firstByteMs: 15_000,
  idleBodyMs: 10_000,
  wholeRequestMs: 30_000,
};
/** Tokens with many claims reach 10 kB. */
const MOST_BYTES = 256 * 1024;

type Failed = PartnerFailure & { readonly _tag: 'CredentialsUnavailable' };
const failed = (reason: string, mayPass: boolean): Failed => ({
  _tag: 'CredentialsUnavailable',
  reason,
  mayPass,
});

/** What the last request to the endpoint came to; the library's errors say less. */
interface Seen {
  failure: PartnerFailure | null;
  status: number | null;
}

const asResponse = ({ status, headers, body }: PageResponse): Response =>
  // The library takes 200 alone, but some servers create a token with 201.
  new Response(new Uint8Array(body), { status: status === 201 ? 200 : status, headers });

const fetchOver =
  (partner: Partner, seen: Seen) =>
  async (
    url: string,
    { body, headers }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    const answer = await partner.fetch({
      method: 'POST',
      url,
      headers,
      body: body.toString(),
      timeouts,
      maxBodyBytes: MOST_BYTES,
    })();
    seen.failure = E.isLeft(answer) ? answer.left : null;
    seen.status = E.isRight(answer) ? answer.right.status : null;
    if (E.isLeft(answer)) throw new Error(answer.left._tag);
    return asResponse(answer.right);
  };

/** 408, 425 and 429 ask to come back; other 4xx are a verdict on what was sent, 404 on the url. */
const mayPass = (status: number): boolean =>
  status < 400 || status >= 500 || [408, 425, 429].includes(status);

/** RFC 6749 §5.2 registers words like "invalid_client"; what looks otherwise is not repeated. */
const errorWord = (error: unknown): string =>
  error instanceof oauth.ResponseBodyError && /^[a-z_]{1,40}$/.test(error.error) ? ` (${error.error})` : '';

const explain = (tokenUrl: string, { failure, status }: Seen, error: unknown): Failed => {
  const { host } = new URL(tokenUrl);
  if (failure !== null) {
    const judged = judgeFailure(failure);
    const detail = judged._tag === 'Deliver' ? failure._tag : judged.detail;
    return failed(`the token endpoint ${host}: ${detail}`, judged._tag !== 'GiveUp');
  }
  if (status === null) return failed(`the token endpoint ${host} could not be asked`, false);
  const what = status < 300 ? 'something that is no bearer token' : `${status}${errorWord(error)}`;
  return failed(`the token endpoint ${host} answered ${what}`, mayPass(status));
};

/**
 * Asks for a token: with the refresh token where there is one, and with the client's own credentials where there is none or it
 * is no longer taken.
 * @returns CredentialsUnavailable, whose reason holds hosts, statuses and registered error words only
 */
export const requestToken =
  (partner: Partner) =>
  async (
    credentials: OAuth2Credentials,
    client: Client,
    refreshToken: string | null,
  ): Promise<E.Either<PartnerFailure, Token>> => {
    const { tokenUrl, scope, audience, authentication } = credentials;
    const seen: Seen = { failure: null, status: null };
    const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
    const named = { client_id: client.id };
    const options = {
      [oauth.customFetch]: fetchOver(partner, seen),
      // Whether http is allowed is for whoever wrote the url, and for the address policy.
      [oauth.allowInsecureRequests]: new URL(tokenUrl).protocol === 'http:',
    };
    try {
      const shown =
        authentication === 'basic'
          ? oauth.ClientSecretBasic(client.secret)
          : oauth.ClientSecretPost(client.secret);
      const { access_token, token_type, expires_in, refresh_token } =
        refreshToken === null
          ? await oauth.processClientCredentialsResponse(
              server,
              named,
              await oauth.clientCredentialsGrantRequest(
                server,
                named,
                shown,
                {
                  ...(scope === undefined ? {} : { scope }),
                  ...(audience === undefined ? {} : { audience }),
                },
                options,
              ),
            )
          : await oauth.processRefreshTokenResponse(
              server,
              named,
              await oauth.refreshTokenGrantRequest(server, named, shown, refreshToken, options),
            );
      if (token_type !== 'bearer') return E.left(explain(tokenUrl, seen, null));
      return E.right({
        accessToken: access_token,
        expiresInMs: expires_in === undefined ? null : expires_in * 1000,
        refreshToken: refresh_token ?? refreshToken,
      });
    } catch (error) {
      const refused = seen.status !== null && !mayPass(seen.status);
      if (refreshToken !== null && refused) return requestToken(partner)(credentials, client, null);
      return E.left(explain(tokenUrl, seen, error));
    }
  };
