// Which fields each fault has and what they may hold; faults come from command lines and JSON, so they are checked.
import { invalid, valid, type Checked } from '../config/checked.ts';
import type { Fault } from './fault.ts';
import { retryHints } from './retry-hint.ts';

interface Field {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly optional?: true;
}

const whole = (from: number, to = Number.MAX_SAFE_INTEGER): Field => ({
  expected:
    to === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${from} or greater`
      : `a whole number from ${from} to ${to}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to,
});
const optional = (field: Field): Field => ({ ...field, optional: true });
const text: Field = { expected: 'text', accepts: (value) => typeof value === 'string' && value !== '' };
const stated: Field = {
  expected: 'a number, text or null',
  accepts: (value) => value === null || typeof value === 'string' || typeof value === 'number',
  optional: true,
};
const hint: Field = {
  expected: `one of ${retryHints.join(', ')}`,
  accepts: (value) => (retryHints as readonly unknown[]).includes(value),
};

const oneOf = (...values: readonly string[]): Field => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => values.includes(value as string),
});
const rate: Field = {
  expected: 'a number greater than 0',
  accepts: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
};

const lasting = { times: optional(whole(1)) };
const place = { startAt: whole(0), count: optional(whole(1)), ...lasting };
/** A string of V8 ends at 512 MB; half of it leaves room for the buffer made of it. */
const maxBigPageBytes = 256 * 1024 * 1024;
/** 4 GB of spaces are 4 MB of gzip, which is made and kept in memory at once. */
const maxBombBytes = 4 * 1024 * 1024 * 1024;

const mutation = { atRequest: whole(0), by: whole(1) };
const required = { name: text, value: text, status: optional(whole(400, 599)) };

type Fields = {
  readonly [T in Fault['_tag']]: {
    readonly [K in Exclude<keyof Extract<Fault, { readonly _tag: T }>, '_tag'>]-?: Field;
  };
};

const fields: Fields = {
  alwaysFail: { ...place, status: whole(200, 599) },
  throttle: {
    everyNth: optional(whole(1)),
    firstN: optional(whole(1)),
    hint,
    seconds: whole(0),
    status: optional(whole(400, 599)),
    ...lasting,
  },
  shortPage: { ...place, missing: whole(1) },
  grow: mutation,
  insertAtHead: mutation,
  deleteAtHead: mutation,
  insertAt: { index: whole(0), ...mutation },
  deleteAt: { index: whole(0), ...mutation },
  capPage: { to: whole(1) },
  cursorLoop: { after: whole(0), period: whole(0) },
  offsetWall: { beyond: whole(0), status: optional(whole(400, 599)) },
  mislabelledGzip: { ...place, as: oneOf('gzip', 'plain') },
  gzipBomb: { ...place, bytes: whole(1, maxBombBytes) },
  repeatRecords: { startAt: whole(0), from: whole(0), count: whole(1), ...lasting },
  nextUrlTo: { startAt: optional(whole(0)), to: text, ...lasting },
  text200: place,
  requireHeader: required,
  requireQuery: required,
  revokeToken: { atRequest: whole(0) },
  rateLimit: { perSecond: rate, burst: whole(1), hint },
  totalOverride: { total: stated, ...lasting },
  pageSizeOverride: { pageSize: stated, ...lasting },
  truncatedJson: place,
  resetMidBody: place,
  neverAnswer: place,
  dripFeed: { ...place, bytesPerSecond: whole(1) },
  bigPage: { ...place, bytes: whole(1, maxBigPageBytes) },
  errorAs200: place,
  redirect: { ...place, to: text, status: whole(300, 399) },
};

export const faultNames = Object.keys(fields) as readonly Fault['_tag'][];

const problemsOf = (tag: Fault['_tag'], values: Readonly<Record<string, unknown>>): readonly string[] => {
  const known: Readonly<Record<string, Field>> = fields[tag];
  const unknown = Object.keys(values).filter((name) => name !== '_tag' && !Object.hasOwn(known, name));
  const wrong = Object.entries(known).filter(([name, field]) =>
    Object.hasOwn(values, name) ? !field.accepts(values[name]) : field.optional !== true,
  );
  const idle = tag === 'throttle' && !Object.hasOwn(values, 'everyNth') && !Object.hasOwn(values, 'firstN');
  return [
    ...unknown.map((name) => `${tag}: there is no ${name}`),
    ...wrong.map(([name, field]) => `${tag}: ${name} must be ${field.expected}`),
    ...(idle ? ['throttle: everyNth or firstN must be given'] : []),
  ];
};

/** @returns the fault, or each wrong, missing and unknown field by name. */
export const checkFault = (value: unknown): Checked<Fault> => {
  if (typeof value !== 'object' || value === null) return invalid('a fault must be an object');
  const tag = faultNames.find((name) => name === (value as { readonly _tag?: unknown })._tag);
  if (tag === undefined) return invalid(`a fault's _tag must be one of ${faultNames.join(', ')}`);
  const problems = problemsOf(tag, value as Readonly<Record<string, unknown>>);
  return problems.length === 0 ? valid(value as Fault) : invalid(...problems);
};
