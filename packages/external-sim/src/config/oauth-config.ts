// The client that the partner's token endpoint knows, and how its tokens are.

export interface OAuthConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long a token is good, in whole seconds. */
  readonly expiresInSeconds: number;
  /** Each answer has a refresh token besides; only the newest one is good, and only once. */
  readonly rotates?: boolean;
}

/** @returns each wrong, missing and unknown field by name. */
export const oauthProblems = (oauth: unknown): readonly string[] => {
  if (oauth === null) return [];
  if (typeof oauth !== 'object' || Array.isArray(oauth)) return ['oauth must be an object'];
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const checks: Readonly<Record<keyof OAuthConfig, readonly [(value: unknown) => boolean, string]>> = {
    clientId: [isText, 'text'],
    clientSecret: [isText, 'text'],
    expiresInSeconds: [
      (value) => Number.isSafeInteger(value) && (value as number) >= 1,
      'a whole number, 1 or greater',
    ],
    rotates: [(value) => value === undefined || typeof value === 'boolean', 'true or false'],
  };
  const fields = oauth as Readonly<Record<string, unknown>>;
  return [
    ...Object.keys(fields).flatMap((name) =>
      Object.hasOwn(checks, name) ? [] : [`oauth: there is no ${name}`],
    ),
    ...Object.entries(checks).flatMap(([name, [accepts, expected]]) =>
      accepts(fields[name]) ? [] : [`oauth: ${name} must be ${expected}`],
    ),
  ];
};
