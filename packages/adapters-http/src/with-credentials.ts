// A partner that gets in: secrets are read by name, shown to the job's own origin and to nobody else, and sent once more after
// a 401. What it reads stays in memory and is part of no failure and no answer.
import {
  sameOrigin,
  type Clock,
  type Credentials,
  type PageRequest,
  type PageResponse,
  type Partner,
  type PartnerFailure,
  type Secrets,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { keptProof, type KeptProof, type Obtained } from './kept-proof.ts';
import { requestToken } from './oauth-token.ts';
import { basic, bearer, hideKey, prove, type Proof } from './proof.ts';

export interface CredentialsEnvironment {
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** A secret that was rotated is seen after so long, or at the next 401. Sooner costs a call of the store with every page. */
const SECRET_KEPT_MS = 300_000;
/** A token is renewed a minute before it expires: clocks differ, and a request may wait for its connection. */
const MOST_MARGIN_MS = 60_000;
/** Of tokens that live for few minutes, a tenth: otherwise one of 60 s would be renewed with every page. */
const MARGIN_SHARE = 0.1;

type Answer = E.Either<PartnerFailure, PageResponse>;

const unavailable = (reason: string, mayPass: boolean): E.Either<PartnerFailure, never> =>
  E.left({ _tag: 'CredentialsUnavailable', reason, mayPass });

const readSecret = async (secrets: Secrets, name: string): Promise<E.Either<PartnerFailure, string>> => {
  const read = await secrets.get(name)();
  if (E.isRight(read))
    return read.right === '' ? unavailable(`the secret "${name}" is empty`, false) : E.right(read.right);
  return read.left._tag === 'SecretUnknown'
    ? unavailable(`there is no secret "${name}"`, false)
    : unavailable(`the secret "${name}" could not be read: ${read.left.detail}`, true);
};

/** Both, or why one is missing. */
const readPair = async (
  first: Promise<E.Either<PartnerFailure, string>>,
  second: Promise<E.Either<PartnerFailure, string>>,
): Promise<E.Either<PartnerFailure, readonly [string, string]>> => {
  const [one, other] = await Promise.all([first, second]);
  if (E.isLeft(one)) return one;
  return E.isLeft(other) ? other : E.right([one.right, other.right]);
};

const given = (text: string): Promise<E.Either<PartnerFailure, string>> => Promise.resolve(E.right(text));

/** How a proof of these credentials is had. Called by one at a time, so it may remember the refresh token. */
const obtaining = (
  partner: Partner,
  { secrets, clock }: CredentialsEnvironment,
  credentials: Credentials,
): (() => Promise<E.Either<PartnerFailure, Obtained>>) => {
  const secret = (name: string) => readSecret(secrets, name);
  const lasting = (proof: Proof): Obtained => ({
    proof,
    renewAtMs: clock.nowMs() + SECRET_KEPT_MS,
    expiresAtMs: Number.POSITIVE_INFINITY,
  });
  switch (credentials.kind) {
    case 'bearer':
      return async () => E.map((token: string) => lasting(bearer(token)))(await secret(credentials.secret));
    case 'apiKey': {
      const _tag = credentials.in === 'header' ? 'Header' : 'Parameter';
      const { name } = credentials;
      return async () =>
        E.map((value: string) => lasting({ _tag, name, value }))(await secret(credentials.secret));
    }
    case 'basic':
      return async () => {
        const pair = await readPair(
          'usernameSecret' in credentials ? secret(credentials.usernameSecret) : given(credentials.username),
          secret(credentials.passwordSecret),
        );
        if (E.isLeft(pair)) return pair;
        const [username, password] = pair.right;
        // RFC 7617 §2: everything behind the first colon would be read as the password.
        return username.includes(':')
          ? unavailable('the user name holds a colon', false)
          : E.right(lasting(basic(username, password)));
      };
    case 'oauth2': {
      let refreshToken: string | null = null;
      return async () => {
        const client = await readPair(
          'clientIdSecret' in credentials ? secret(credentials.clientIdSecret) : given(credentials.clientId),
          secret(credentials.clientSecretSecret),
        );
        if (E.isLeft(client)) return client;
        const [id, clientSecret] = client.right;
        const askedMs = clock.nowMs();
        const token = await requestToken(partner)(credentials, { id, secret: clientSecret }, refreshToken);
        if (E.isLeft(token)) return token;
        const { accessToken, expiresInMs } = token.right;
        ({ refreshToken } = token.right);
        const lifeMs = expiresInMs ?? Number.POSITIVE_INFINITY;
        const expiresAtMs = askedMs + lifeMs;
        const marginMs = Math.min(MOST_MARGIN_MS, lifeMs * MARGIN_SHARE);
        return E.right({ proof: bearer(accessToken), renewAtMs: expiresAtMs - marginMs, expiresAtMs });
      };
    }
  }
};

const withoutCredentials = ({
  credentials: _credentials,
  credentialsOrigin: _origin,
  ...request
}: PageRequest): PageRequest => request;

/**
 * The partner, with the credentials of each request added to it. They are added only where the request leads to the origin of its
 * `credentialsOrigin`; a redirect to another origin loses them (that is the partner's guarantee). After a 401 they are had anew
 * and the request is sent once more, three times in a row at most without an answer in between that is none.
 * Secrets are read again after five minutes and tokens shortly before they expire, by one request at a time.
 * @param partner takes the requests and those to token endpoints, which its address policy therefore judges as well
 * @returns failures of the partner, or CredentialsUnavailable: nothing was sent then
 * @example
 * const partner = withCredentials(undiciPartner(options), { secrets, clock });
 */
export const withCredentials = (partner: Partner, env: CredentialsEnvironment): Partner => {
  const kept = new Map<string, KeptProof>();
  const keptFor = (credentials: Credentials): KeptProof => {
    const key = JSON.stringify(credentials);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const fresh = keptProof(obtaining(partner, env, credentials), env.clock);
    kept.set(key, fresh);
    return fresh;
  };

  const send = async (request: PageRequest, credentials: Credentials, proof: Proof): Promise<Answer> => {
    const answer = await partner.fetch(prove(request, proof))();
    return E.map((response: PageResponse) => hideKey(response, credentials))(answer);
  };

  const fetchAs = async (request: PageRequest, credentials: Credentials): Promise<Answer> => {
    const proofs = keptFor(credentials);
    const first = await proofs.current();
    if (E.isLeft(first)) return first;
    const answer = await send(request, credentials, first.right.proof);
    if (E.isLeft(answer)) return answer;
    if (answer.right.status !== 401) {
      proofs.accepted();
      return answer;
    }
    const second = await proofs.refused(first.right.generation);
    if (second === null) return answer;
    if (E.isLeft(second)) return second;
    const again = await send(request, credentials, second.right.proof);
    if (E.isRight(again) && again.right.status !== 401) proofs.accepted();
    return again;
  };

  return {
    fetch: (request) => () => {
      const { credentials, credentialsOrigin } = request;
      const plain = withoutCredentials(request);
      if (credentials === undefined) return partner.fetch(plain)();
      if (credentialsOrigin === undefined)
        return Promise.resolve(
          E.left({
            _tag: 'RequestRefused',
            reason: 'it has credentials but not the origin that they are for',
          }),
        );
      return sameOrigin(credentialsOrigin, plain.url) ? fetchAs(plain, credentials) : partner.fetch(plain)();
    },
  };
};
