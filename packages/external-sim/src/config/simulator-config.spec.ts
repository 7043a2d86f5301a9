import { describe, expect, it } from 'vitest';
import { checkConfig, type SimulatorConfig } from './simulator-config.ts';

const problemsOf = (options: unknown): readonly string[] => {
  const checked = checkConfig(options as Partial<SimulatorConfig>);
  return checked.ok ? [] : checked.problems;
};

describe('the set-up of the simulated partner', () => {
  it.each<[unknown, string]>([
    [{ speed: 1 }, 'there is no speed'],
    [{ style: 'pages' }, 'style must be one of offset, page, cursor, next-url, link, keyset, single, range'],
    [{ firstPage: 2 }, 'firstPage must be one of 0, 1'],
    [{ beyond: 404 }, 'beyond must be one of 404, empty'],
    [{ cursorIn: 'header' }, 'cursorIn must be one of query, body'],
    [{ cursorOut: 'link' }, 'cursorOut must be one of body, header'],
    [{ nextStyle: 1 }, 'nextStyle must be one of offset, opaque'],
    [{ totalHeader: 'total' }, 'totalHeader must be one of x-total-count, content-range, null'],
    [{ statesLast: 'yes' }, 'statesLast must be one of true, false'],
    [
      { oddLink: 'odd' },
      'oddLink must be one of unquoted, extra-params, several-rels, upper-case, relative, all, null',
    ],
    [{ singleAs: 'list' }, 'singleAs must be one of array, object'],
    [{ ids: 1 }, 'ids must be one of true, false'],
    [{ bigIds: null }, 'bigIds must be one of true, false'],
    [{ filters: 0 }, 'filters must be one of true, false'],
    [{ format: 'yaml' }, 'format must be one of json, ndjson, csv, xml'],
    [{ defaultPageSize: 101 }, 'defaultPageSize must be a whole number from 1 to maxPageSize'],
    [{ names: 'a' }, 'names must be an object of startAt, count, total, pageSize, records'],
    [{ names: { offset: 'o' } }, 'names: there is no offset'],
    [{ names: { records: null } }, 'names: records must be text'],
    [{ names: { total: 5 } }, 'names: total must be text or null'],
    [{ style: 'page', names: {} }, 'names are for the styles offset and range'],
    [{ style: 'link', format: 'csv' }, 'format csv is for the styles offset and range'],
    [{ style: 'keyset', ids: false }, 'style keyset needs ids'],
    [{ oauth: true }, 'oauth must be an object'],
    [{ oauth: { clientId: '', clientSecret: 's', expiresInSeconds: 1 } }, 'oauth: clientId must be text'],
    [
      { oauth: { clientId: 'c', clientSecret: 's', expiresInSeconds: 0 } },
      'oauth: expiresInSeconds must be a whole number, 1 or greater',
    ],
    [
      { oauth: { clientId: 'c', clientSecret: 's', expiresInSeconds: 1, rotates: 'y' } },
      'oauth: rotates must be true or false',
    ],
    [
      { oauth: { clientId: 'c', clientSecret: 's', expiresInSeconds: 1, scope: 'a' } },
      'oauth: there is no scope',
    ],
    [
      { faults: [{ _tag: 'cursorLoop', after: 1, period: 1 }] },
      'cursorLoop is for the styles cursor, next-url, link, keyset',
    ],
    [
      { style: 'cursor', faults: [{ _tag: 'nextUrlTo', to: 'http://a/' }] },
      'nextUrlTo is for the styles next-url, link',
    ],
    [{ faults: [{ _tag: 'revokeToken', atRequest: 1 }] }, 'revokeToken needs oauth'],
    [
      {
        faults: [1, 2].map((perSecond) => ({ _tag: 'rateLimit', perSecond, burst: 1, hint: 'none' })),
      },
      'rateLimit must be given once at most',
    ],
    [
      { faults: [{ _tag: 'rateLimit', perSecond: 0, burst: 1, hint: 'none' }] },
      'rateLimit: perSecond must be a number greater than 0',
    ],
    [
      { faults: [{ _tag: 'mislabelledGzip', startAt: 0, as: 'zip' }] },
      'mislabelledGzip: as must be one of gzip, plain',
    ],
    [{ faults: [{ _tag: 'capPage', to: 0 }] }, 'capPage: to must be a whole number, 1 or greater'],
    [{ faults: [null] }, 'a fault must be an object'],
  ])('refuses %j by name', (options, problem) => {
    expect(problemsOf(options)).toEqual([problem]);
  });

  it.each([
    {},
    { style: 'cursor', cursorIn: 'body', faults: [{ _tag: 'cursorLoop', after: 0, period: 0 }] },
    { style: 'range', names: { total: null }, format: 'xml', defaultPageSize: 100 },
    {
      oauth: { clientId: 'c', clientSecret: 's', expiresInSeconds: 1, rotates: true },
      faults: [{ _tag: 'revokeToken', atRequest: 0 }],
    },
    { style: 'link', faults: [{ _tag: 'nextUrlTo', startAt: 100, to: 'http://a/', times: 1 }] },
  ])('takes %j', (options) => {
    expect(problemsOf(options)).toEqual([]);
  });
});
