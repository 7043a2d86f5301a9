// The reference is compared with the code, so that neither can forget the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJobRequest, decodeSchedule } from '@api-poller/domain';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.ts';

const reference = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', name), 'utf8');

/** The fields that the codec knows at a place, taken from what it answers to one that it does not. */
const fieldsAt = (path: ReadonlyArray<string>, kind: object = {}): ReadonlyArray<string> => {
  const odd = path.reduceRight<object>((inner, key) => ({ [key]: inner }), { ...kind, nobody: 1 });
  const decoded = decodeJobRequest({ url: 'https://partner.example', ...odd });
  const text = E.isLeft(decoded) ? (decoded.left.errors[0]?.expected ?? '') : '';
  return text
    .replace('no such field; there are: ', '')
    .split(', ')
    .map((field) => [...path, field].join('.'));
};

/** Of a group within a group whose kind must be said. */
const fieldsOfRange = (): ReadonlyArray<string> => {
  const decoded = decodeJobRequest({
    url: 'https://partner.example',
    pagination: { kind: 'link', range: { nobody: 1 } },
  });
  const text = E.isLeft(decoded) ? (decoded.left.errors[0]?.expected ?? '') : '';
  return text
    .replace('no such field; there are: ', '')
    .split(', ')
    .map((field) => `pagination.range.${field}`);
};

const paginationKinds = ['detect', 'offset', 'page', 'cursor', 'next-url', 'link', 'keyset', 'single'];
const credentialKinds = ['bearer', 'basic', 'apiKey', 'oauth2'];
const groups = [
  'pagination',
  'pagination.range',
  'credentials',
  'limits',
  'limits.timeouts',
  'processor',
  'webhook',
];

const leaves = [
  ...new Set([
    ...[[], ['limits'], ['limits', 'timeouts'], ['processor'], ['webhook']].flatMap((path) => fieldsAt(path)),
    ...paginationKinds.flatMap((kind) => fieldsAt(['pagination'], { kind })),
    ...fieldsOfRange(),
    ...credentialKinds.flatMap((kind) => fieldsAt(['credentials'], { kind })),
  ]),
].filter((field) => !groups.includes(field));

const documented = [
  ...(reference('job-request.md').split('\n## ')[0] ?? '').matchAll(/^\| `([\w.]+)` \|/gm),
].map(([, field = '']) => field);

const described = (schema: object, path: string): ReadonlyArray<string> =>
  Object.entries((schema as { properties: Record<string, object> }).properties).flatMap(([name, inner]) =>
    'properties' in inner ? described(inner, `${path}${name}.`) : [`${path}${name}`],
  );

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

describe('the reference of the job request', () => {
  it('has a row for each field of the codec, and no other', () => {
    expect(leaves).toContain('limits.timeouts.idleBodyMs');
    expect(leaves).toContain('pagination.firstPage');
    expect(leaves).toContain('credentials.tokenUrl');
    expect([...documented].toSorted(byName)).toEqual(leaves.toSorted(byName));
  });

  it('agrees with the OpenAPI description', () => {
    expect(described(openApi.components.schemas.JobRequest, '').toSorted(byName)).toEqual(
      leaves.toSorted(byName),
    );
  });
});

/** The fields of a schedule, likewise. */
const scheduleFieldsAt = (path: ReadonlyArray<string>): ReadonlyArray<string> => {
  const odd = path.reduceRight<object>((inner, key) => ({ [key]: inner }), { nobody: 1 });
  const decoded = decodeSchedule(odd);
  const text = E.isLeft(decoded) ? (decoded.left.errors[0]?.expected ?? '') : '';
  return text
    .replace('no such field; there are: ', '')
    .split(', ')
    .map((field) => [...path, field].join('.'));
};

describe('the reference of schedules', () => {
  const fields = [[], ['when'], ['incremental']]
    .flatMap((path) => scheduleFieldsAt(path))
    .filter((field) => field !== 'when' && field !== 'incremental');

  it('has a row for each field of the codec, and no other', () => {
    const rows = (reference('schedules.md').split('\n## ')[0] ?? '').matchAll(/^\| `([\w.]+)` \|/gm);
    expect(fields).toContain('incremental.overlapSeconds');
    expect([...rows].map(([, field = '']) => field).toSorted(byName)).toEqual(fields.toSorted(byName));
  });

  it('agrees with the OpenAPI description', () => {
    expect(described(openApi.components.schemas.ScheduleRequest, '').toSorted(byName)).toEqual(
      fields.toSorted(byName),
    );
  });
});

describe('the reference of the jobs API', () => {
  it('names every route', () => {
    const text = reference('http-api.md');
    const missing = Object.keys(openApi.paths).filter(
      (path) => !text.includes(`${path}\``) && !text.includes(`, \`${path.slice(path.lastIndexOf('/'))}\``),
    );
    expect(missing).toEqual([]);
  });
});
