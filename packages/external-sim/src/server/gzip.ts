// Bodies as gzip, some of them far larger than they look.
import { gzipSync } from 'node:zlib';

/** 16 MB of spaces are 16 KB of gzip: few members for gigabytes, and little memory while one is made. */
const fillBytes = 16 * 1024 * 1024;

/**
 * @param padToBytes how long the decoded body is to be; it is filled up with spaces, which JSON allows after a value.
 * Made of several gzip members, which RFC 1952 section 2.2 lets follow each other.
 */
export const gzipped = (body: Buffer, padToBytes = body.length): Buffer => {
  const missing = Math.max(0, padToBytes - body.length);
  const members = [gzipSync(body)];
  const whole = Math.floor(missing / fillBytes);
  if (whole > 0) {
    const member = gzipSync(Buffer.alloc(fillBytes, ' '));
    for (let index = 0; index < whole; index += 1) members.push(member);
  }
  if (missing % fillBytes > 0) members.push(gzipSync(Buffer.alloc(missing % fillBytes, ' ')));
  return Buffer.concat(members);
};
