// Decodes credentials: each kind with its own fields, all others refused by name. No error repeats a value: somebody may have
// written a secret where its name belongs.
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { only } from '../codec/only.ts';
import { httpUrl, textOf } from '../codec/text-of.ts';
import { isSecretName, type Credentials } from './credentials.ts';

export const secretName = textOf(
  'the name of a secret: up to 200 letters, digits and . _ / -, no step of a path that is empty or dots',
  isSecretName,
);
const secret = secretName;
/** RFC 7617 §2: a colon would end the user's name. */
const username = textOf('a user name of 1 to 200 characters without a colon', (text) =>
  /^[^:\r\n\0]{1,200}$/.test(text),
);
const clientId = textOf('a client id of 1 to 200 characters', (text) => /^[^\r\n\0]{1,200}$/.test(text));
/** Scopes are lists: Microsoft's and Google's run to a few hundred characters. */
const scope = textOf('a text of 1 to 1000 characters without line breaks', (text) =>
  /^[^\r\n\0]{1,1000}$/.test(text),
);
const keyName = textOf('a name of 1 to 100 characters', (text) => /^[^\r\n\0]{1,100}$/.test(text));

/** These frame or route the message itself. */
const NO_KEY_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const mayBeHeader = (name: string): boolean =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !NO_KEY_HEADERS.has(name.toLowerCase());

const place = t.keyof({ header: null, query: null }, '"header" or "query"');
const kind = t.keyof(
  { bearer: null, basic: null, apiKey: null, oauth2: null },
  '"bearer", "basic", "apiKey" or "oauth2"',
);
type Kind = t.TypeOf<typeof kind>;

interface Shape {
  readonly fields: t.Type<object>;
  /** Fields that must be there, and what is expected of each. */
  readonly required: Readonly<Record<string, t.Mixed>>;
  /** Of these two fields exactly one. */
  readonly oneOf: readonly [string, string] | null;
}

const SHAPES: Readonly<Record<Kind, Shape>> = {
  bearer: { fields: only({ kind, secret }), required: { secret }, oneOf: null },
  basic: {
    fields: only({ kind, username, usernameSecret: secret, passwordSecret: secret }),
    required: { passwordSecret: secret },
    oneOf: ['username', 'usernameSecret'],
  },
  apiKey: {
    fields: only({
      kind,
      in: place,
      name: keyName,
      secret,
    }),
    required: { in: place, name: keyName, secret },
    oneOf: null,
  },
  oauth2: {
    fields: only({
      kind,
      tokenUrl: httpUrl,
      clientId,
      clientIdSecret: secret,
      clientSecretSecret: secret,
      scope,
      audience: scope,
      authentication: t.keyof({ basic: null, body: null }, '"basic" or "body"'),
    }),
    required: { tokenUrl: httpUrl, clientSecretSecret: secret },
    oneOf: ['clientId', 'clientIdSecret'],
  },
};

const failed = (context: t.Context, field: string, message: string): t.Validation<never> =>
  t.failures([{ value: undefined, context: t.appendContext(context, field, t.unknown), message }]);

const problemOf = (
  given: Readonly<Record<string, unknown>>,
  { required, oneOf }: Shape,
): readonly [field: string, expected: string] | null => {
  const missing = Object.keys(required).find((field) => given[field] === undefined);
  if (missing !== undefined) return [missing, required[missing]?.name ?? 'there'];
  if (oneOf !== null) {
    const [plain, named] = oneOf;
    if (given[plain] === undefined && given[named] === undefined)
      return [plain, `given, or "${named}" instead`];
    if (given[plain] !== undefined && given[named] !== undefined)
      return [plain, `left out beside "${named}"`];
  }
  if (given['kind'] === 'apiKey' && given['in'] === 'header' && !mayBeHeader(String(given['name'])))
    return ['name', 'the name of a header that may hold a key'];
  return null;
};

/**
 * Credentials, for a codec that has them as a field. `authentication` of OAuth 2 is "basic" unless given: every server must
 * support that (RFC 6749 §2.3.1).
 * @example credentialsCodec.decode({ kind: 'bearer', secret: 'partner-token' })
 */
export const credentialsCodec = new t.Type<Credentials>(
  'credentials',
  (u): u is Credentials => typeof u === 'object' && u !== null && 'kind' in u && kind.is(u.kind),
  (input, context) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return t.failure(input, context, 'an object');
    const given = input as Readonly<Record<string, unknown>>;
    if (!kind.is(given['kind'])) return failed(context, 'kind', kind.name);
    const shape = SHAPES[given['kind']];
    const decoded = shape.fields.validate(input, context);
    if (isLeft(decoded)) return decoded;
    const problem = problemOf(given, shape);
    if (problem !== null) return failed(context, ...problem);
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return t.success(
      (known['kind'] === 'oauth2' ? { authentication: 'basic', ...known } : known) as unknown as Credentials,
    );
  },
  t.identity,
);
