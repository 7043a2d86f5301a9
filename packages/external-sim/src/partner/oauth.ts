// The partner's OAuth 2.0 token endpoint (RFC 6749 section 4.4, client credentials; section 6, refresh tokens that
// rotate) and its bearer tokens. No memory: a token tells its own number, age and end, sealed by seed.
import type { SimulatorConfig } from '../config/simulator-config.ts';
import type { Incoming, TokenAsked } from './asked.ts';
import { draw } from './draw.ts';
import { plainAnswer, type Simulated } from './simulated.ts';
import type { Turn } from './turn.ts';

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/** The two parts of Basic credentials, which RFC 6749 section 2.3.1 wants form-encoded before. */
const basicOf = (header: string | undefined): readonly [string, string] | undefined => {
  const coded = /^basic +(\S+)$/i.exec(header ?? '')?.[1];
  if (coded === undefined) return undefined;
  const text = Buffer.from(coded, 'base64').toString();
  const colon = text.indexOf(':');
  const decoded = (part: string): string => new URLSearchParams(`part=${part}`).get('part') ?? '';
  return colon === -1 ? undefined : [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))];
};

export const readTokenRequest = (incoming: Incoming): TokenAsked => {
  const form = new URLSearchParams(incoming.body ?? '');
  const basic = basicOf(single(incoming.headers?.['authorization']));
  return {
    _tag: 'Token',
    grantType: form.get('grant_type'),
    clientId: basic?.[0] ?? form.get('client_id'),
    clientSecret: basic?.[1] ?? form.get('client_secret'),
    refreshToken: form.get('refresh_token'),
  };
};

/** access: serial, page requests before it, end in ms since 1970 · refresh: serial. */
type Kind = 'access' | 'refresh';

const seal = (seed: number, kind: Kind, words: readonly number[]): string => {
  const proof = draw(seed, 'token', [kind === 'access' ? 1 : 2, ...words]) * 2 ** 32;
  return Buffer.from([kind, ...words, Math.floor(proof).toString(36)].join(' ')).toString('base64url');
};

const unseal = (seed: number, kind: Kind, token: string): readonly number[] | undefined => {
  const parts = Buffer.from(token, 'base64url').toString('latin1').split(' ');
  const words = parts.slice(1, -1).map(Number);
  return seal(seed, kind, words) === token ? words : undefined;
};

const refusal = (status: number, error: string): Simulated => plainAnswer(status, { error });

/** @param turn with the number of tokens given out before. */
export const tokenAnswer = (config: SimulatorConfig, asked: TokenAsked, turn: Turn): Simulated => {
  const { oauth, seed } = config;
  if (oauth === null) return plainAnswer(404, { message: 'Not found' });
  if (asked.clientId !== oauth.clientId || asked.clientSecret !== oauth.clientSecret)
    return refusal(401, 'invalid_client');
  const issued = turn.tokens ?? 0;
  if (asked.grantType === 'refresh_token' && oauth.rotates === true) {
    if (unseal(seed, 'refresh', asked.refreshToken ?? '')?.[0] !== issued)
      return refusal(400, 'invalid_grant');
  } else if (asked.grantType !== 'client_credentials') return refusal(400, 'unsupported_grant_type');
  const serial = issued + 1;
  const expiresAtMs = turn.nowMs + oauth.expiresInSeconds * 1000;
  return plainAnswer(
    200,
    {
      access_token: seal(seed, 'access', [serial, turn.number, expiresAtMs]),
      token_type: 'Bearer',
      expires_in: oauth.expiresInSeconds,
      ...(oauth.rotates === true ? { refresh_token: seal(seed, 'refresh', [serial]) } : {}),
    },
    { 'cache-control': 'no-store' },
  );
};

/** @param revokedAt after each of these page requests, all tokens given out before it are void. */
const isGood = (
  config: SimulatorConfig,
  token: string,
  turn: Turn,
  revokedAt: readonly number[],
): boolean => {
  const [, issuedAt, expiresAtMs] = unseal(config.seed, 'access', token) ?? [];
  if (issuedAt === undefined || expiresAtMs === undefined || turn.nowMs >= expiresAtMs) return false;
  return !revokedAt.some((atRequest) => issuedAt <= atRequest && turn.number > atRequest);
};

/** @returns the refusal of a page request without a good token; undefined if it may pass. */
export const bearerRefusal = (
  config: SimulatorConfig,
  headers: Incoming['headers'],
  turn: Turn,
): Simulated | undefined => {
  if (config.oauth === null) return undefined;
  const token = /^bearer +(\S+)$/i.exec(single(headers?.['authorization']) ?? '')?.[1];
  const revokedAt = config.faults.flatMap((fault) => (fault._tag === 'revokeToken' ? [fault.atRequest] : []));
  if (token !== undefined && isGood(config, token, turn, revokedAt)) return undefined;
  // RFC 6750 section 3.1: no error code where no token was sent.
  const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
  return plainAnswer(401, { message: 'Unauthorized' }, { 'www-authenticate': challenge });
};
