// Texts of a certain form. A type's name is what an error says was expected; the value itself is never repeated.
import * as t from 'io-ts';

export const textOf = (name: string, holds: (text: string) => boolean): t.Type<string> => {
  const is = (u: unknown): u is string => typeof u === 'string' && holds(u);
  return new t.Type(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity);
};

export const httpUrl = textOf('an absolute http or https url without credentials in it', (text) => {
  if (!URL.canParse(text) || text.length > 8192) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
});
