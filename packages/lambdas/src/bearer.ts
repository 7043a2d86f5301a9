// Whether an Authorization header holds the token, in a time that says nothing about it.
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @param token null when the secret is not there: then nobody may pass */
export const bearerIsRight = (header: string, token: string | null): boolean =>
  token !== null && token !== '' && timingSafeEqual(digest(header), digest(`Bearer ${token}`));
