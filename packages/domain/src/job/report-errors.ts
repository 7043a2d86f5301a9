// What is wrong with an input, as a field path and what was expected there; never the value, which may be a secret.
import type { Errors } from 'io-ts';

export interface FieldError {
  /** Dotted path, for example `limits.concurrency`; empty for the whole input. */
  readonly field: string;
  readonly expected: string;
}

/** How the expectation of a field begins that is not known. */
export const NO_SUCH_FIELD = 'no such field';

export const reportErrors = (errors: Errors): ReadonlyArray<FieldError> => {
  const found = errors.map(({ context, message }) => ({
    field: context
      .map(({ key }) => key)
      .filter((key) => key !== '')
      .join('.'),
    expected: message ?? context.at(-1)?.type.name ?? 'something else',
  }));
  return found.filter(
    (error, i) => found.findIndex((e) => e.field === error.field && e.expected === error.expected) === i,
  );
};

/** A sentence for people. */
export const explainField = ({ field, expected }: FieldError): string =>
  expected.startsWith(NO_SUCH_FIELD)
    ? `${field}: ${expected}`
    : `${field === '' ? 'the request' : field} must be ${expected}`;
