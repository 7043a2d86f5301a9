// How to get into a partner's API, and to which addresses that may be shown. Secrets stand here by name, never by value.

export interface BearerCredentials {
  readonly kind: 'bearer';
  readonly secret: string;
}

export type BasicCredentials = {
  readonly kind: 'basic';
  readonly passwordSecret: string;
} & ({ readonly username: string } | { readonly usernameSecret: string });

export interface ApiKeyCredentials {
  readonly kind: 'apiKey';
  readonly in: 'header' | 'query';
  /** Of the header or the query parameter. What stands before the key in a header ("Token …") is part of the secret. */
  readonly name: string;
  readonly secret: string;
}

/** The client credentials grant, RFC 6749 §4.4. */
export type OAuth2Credentials = {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientSecretSecret: string;
  readonly scope?: string;
  /** Not in the RFC; some servers want to know for which API the token is. */
  readonly audience?: string;
  /** Where the client shows its secret: in an Authorization header or in the body, RFC 6749 §2.3.1. */
  readonly authentication: 'basic' | 'body';
} & ({ readonly clientId: string } | { readonly clientIdSecret: string });

export type Credentials = BearerCredentials | BasicCredentials | ApiKeyCredentials | OAuth2Credentials;

/**
 * Letters, digits and `. _ / -`, 1 to 200 of them, no empty or dotted step of a path: names are parts of file paths in one
 * store and of resource names in another.
 */
export const isSecretName = (name: string): boolean =>
  /^[A-Za-z0-9_./-]{1,200}$/.test(name) &&
  name.split('/').every((step) => step !== '' && step !== '.' && step !== '..');

/** The names of all secrets that these credentials need. */
export const secretNamesOf = (credentials: Credentials): ReadonlyArray<string> => {
  switch (credentials.kind) {
    case 'bearer':
    case 'apiKey':
      return [credentials.secret];
    case 'basic':
      return 'usernameSecret' in credentials
        ? [credentials.usernameSecret, credentials.passwordSecret]
        : [credentials.passwordSecret];
    case 'oauth2':
      return 'clientIdSecret' in credentials
        ? [credentials.clientIdSecret, credentials.clientSecretSecret]
        : [credentials.clientSecretSecret];
  }
};

const originOf = (url: string): string | null => {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null';
  return origin === 'null' ? null : origin;
};

/**
 * Whether two absolute urls have one scheme, host and port. What is no url, or of a scheme without origins, is of no origin.
 * @example sameOrigin('https://a.example/x', 'https://a.example:443/y?z') // true
 */
export const sameOrigin = (base: string, url: string): boolean => {
  const origin = originOf(base);
  return origin !== null && origin === originOf(url);
};

const nameOf = (pair: string): string => {
  const name = (pair.split('=')[0] ?? '').replaceAll('+', ' ');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/**
 * A url without a query parameter; everything else stays as it is written.
 * @param url absolute or relative; only its query is looked at
 */
export const withoutParameter = (url: string, parameter: string): string => {
  const [beforeHash = ''] = url.split('#', 1);
  const start = beforeHash.indexOf('?');
  if (start < 0) return url;
  const kept = beforeHash
    .slice(start + 1)
    .split('&')
    .filter((pair) => nameOf(pair) !== parameter);
  return `${beforeHash.slice(0, start)}${kept.length === 0 ? '' : `?${kept.join('&')}`}${url.slice(beforeHash.length)}`;
};

/**
 * A url as it may be stored and shown: a partner that repeats an API key in its next urls gives it away otherwise.
 * The key is added again whenever the url is asked.
 */
export const withoutApiKey = (url: string, credentials: Credentials | undefined): string =>
  credentials?.kind === 'apiKey' && credentials.in === 'query'
    ? withoutParameter(url, credentials.name)
    : url;
