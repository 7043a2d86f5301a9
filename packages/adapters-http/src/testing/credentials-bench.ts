// For specs of credentials: a partner and a token endpoint made of functions, secrets made of a map, and a clock that is set by hand.
import type {
  Credentials,
  PageRequest,
  PageResponse,
  Partner,
  PartnerFailure,
  SecretUnknown,
  StoreUnavailable,
} from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { withCredentials } from '../with-credentials.ts';

export const API = 'https://api.example';
export const TOKEN_URL = 'https://login.example/token?tenant=1';
const NOW = 1_795_478_400_000;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Where it came from, if that is not what was asked. */
  readonly url?: string;
}

export type Reply = E.Either<PartnerFailure, Answer>;
/** @param time 1 for the first request */
export type Script = (request: PageRequest, time: number) => Reply | Promise<Reply>;

export const ok = (body = ''): Reply => E.right({ status: 200, body });
export const status = (code: number): Reply => E.right({ status: code });
export const json = (value: unknown, code = 200): Reply =>
  E.right({ status: code, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

/** A token endpoint that grants t1, t2 and so on for ten minutes each, unless `more` says otherwise. */
export const granting =
  (more: (time: number) => object = () => ({})): Script =>
  (_, time) =>
    json({ access_token: `t${time}`, token_type: 'Bearer', expires_in: 600, ...more(time) });

export const bearer: Credentials = { kind: 'bearer', secret: 'token' };
export const oauth2: Credentials = {
  kind: 'oauth2',
  tokenUrl: TOKEN_URL,
  clientId: 'client:1',
  clientSecretSecret: 'token',
  scope: 'a b',
  audience: API,
  authentication: 'basic',
};

const responseTo = (
  request: PageRequest,
  { status: code, headers = {}, body = '', url }: Answer,
): PageResponse => ({
  status: code,
  headers,
  body: new TextEncoder().encode(body),
  url: url ?? request.url,
  tookMs: 1,
});

export interface CredentialsBench {
  /** Requests so far that reached the partner, and those that reached the token endpoint, oldest first. */
  readonly api: ReadonlyArray<PageRequest>;
  readonly token: ReadonlyArray<PageRequest>;
  /** The names of the secrets that were read so far. */
  readonly read: ReadonlyArray<string>;
  readonly secrets: Map<string, string>;
  readonly clock: { ms: number };
  readonly failStore: (fails: boolean) => void;
  readonly ask: (
    credentials?: Credentials,
    overrides?: Partial<PageRequest>,
  ) => Promise<E.Either<PartnerFailure, PageResponse>>;
}

/**
 * @param script what the partner and the token endpoint answer; 200 without a body unless given
 * @param values secrets beside `token`, `user` and `pass`
 */
export const credentialsBench = (
  script: { readonly api?: Script; readonly token?: Script } = {},
  values: Readonly<Record<string, string>> = {},
): CredentialsBench => {
  const api: PageRequest[] = [];
  const token: PageRequest[] = [];
  const read: string[] = [];
  const clock = { ms: NOW, nowMs: () => clock.ms };
  const secrets = new Map(Object.entries({ token: 's3cret', user: 'zoë', pass: 'p:1', ...values }));
  let storeFails = false;
  const inner: Partner = {
    fetch: (request) => async () => {
      const isToken = request.url === TOKEN_URL;
      const asked = isToken ? token : api;
      asked.push(request);
      const reply = await (isToken ? script.token : script.api)?.(request, asked.length);
      return E.map((answer: Answer) => responseTo(request, answer))(reply ?? ok());
    },
  };
  const partner = withCredentials(inner, {
    clock,
    secrets: {
      get: (name) => async () => {
        read.push(name);
        if (storeFails) return E.left<StoreUnavailable>({ _tag: 'StoreUnavailable', detail: 'down' });
        const value = secrets.get(name);
        return value === undefined ? E.left<SecretUnknown>({ _tag: 'SecretUnknown', name }) : E.right(value);
      },
    },
  });
  return {
    api,
    token,
    read,
    secrets,
    clock,
    failStore: (fails) => {
      storeFails = fails;
    },
    ask: (credentials, overrides = {}) =>
      partner.fetch({
        method: 'GET',
        url: `${API}/x?a=%20b`,
        headers: { accept: 'a' },
        body: null,
        timeouts: { connectMs: 1, firstByteMs: 1, idleBodyMs: 1, wholeRequestMs: 1 },
        maxBodyBytes: 10,
        ...(credentials === undefined ? {} : { credentials, credentialsOrigin: `${API}/other` }),
        ...overrides,
      })(),
  };
};
