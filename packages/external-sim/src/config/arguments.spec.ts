import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

const start = (options: object) => ({ ok: true, value: { _tag: 'Start', options } });

describe('the command line of the simulated partner', () => {
  it('leaves everything to the defaults when nothing is given', () => {
    expect(readArguments([])).toEqual(start({ faults: [] }));
  });

  it('takes every option', () => {
    const argv =
      '--port 8080 --records 50 --max-page-size 10 --error-rate 0.5 --min-delay-ms 1 --max-delay-ms 2 --seed 7 --log-entries 3';
    expect(readArguments(argv.split(' '))).toEqual(
      start({
        port: 8080,
        records: 50,
        maxPageSize: 10,
        errorRate: 0.5,
        minDelayMs: 1,
        maxDelayMs: 2,
        seed: 7,
        logEntries: 3,
        faults: [],
      }),
    );
  });

  it('takes the options of the styles', () => {
    const argv =
      '--style page --first-page 0 --beyond 404 --cursor-in body --cursor-out header --next-style opaque --total-header null --states-last false --odd-link all --single-as object --ids false --big-ids true --format json --filters false --default-page-size 10';
    expect(readArguments(argv.split(' '))).toEqual(
      start({
        style: 'page',
        firstPage: 0,
        beyond: '404',
        cursorIn: 'body',
        cursorOut: 'header',
        nextStyle: 'opaque',
        totalHeader: null,
        statesLast: false,
        oddLink: 'all',
        singleAs: 'object',
        ids: false,
        bigIds: true,
        format: 'json',
        filters: false,
        defaultPageSize: 10,
        faults: [],
      }),
    );
  });

  it('takes names and credentials as JSON', () => {
    const names = { startAt: 'offset', pageSize: null };
    const oauth = { clientId: 'a', clientSecret: 'b', expiresInSeconds: 60 };
    expect(readArguments(['--names', JSON.stringify(names), '--oauth', JSON.stringify(oauth)])).toEqual(
      start({ names, oauth, faults: [] }),
    );
  });

  it('takes the faults of data that changes in their short form', () => {
    const argv = [
      '--fault',
      'insertAt:index=5,atRequest=2,by=1',
      '--fault',
      'rateLimit:perSecond=0.5,burst=2,hint=ratelimit',
    ];
    expect(readArguments(argv)).toEqual(
      start({
        faults: [
          { _tag: 'insertAt', index: 5, atRequest: 2, by: 1 },
          { _tag: 'rateLimit', perSecond: 0.5, burst: 2, hint: 'ratelimit' },
        ],
      }),
    );
  });

  it('takes faults in their short form and as JSON, in order', () => {
    const argv = [
      '--fault',
      'alwaysFail:startAt=300,status=503,times=2',
      '--fault',
      'totalOverride',
      '--fault',
      'totalOverride:total=many',
      '--fault',
      'redirect:startAt=0,to=/a?b=1,status=302',
      '--fault',
      '{"_tag":"pageSizeOverride","pageSize":null}',
    ];
    expect(readArguments(argv)).toEqual(
      start({
        faults: [
          { _tag: 'alwaysFail', startAt: 300, status: 503, times: 2 },
          { _tag: 'totalOverride' },
          { _tag: 'totalOverride', total: 'many' },
          { _tag: 'redirect', startAt: 0, to: '/a?b=1', status: 302 },
          { _tag: 'pageSizeOverride', pageSize: null },
        ],
      }),
    );
  });

  it.each([
    [['--records', 'ten'], '--records: "ten" is no number'],
    [['--records', '-1'], "Option '--records' argument is ambiguous"],
    [['--records=-1'], 'records must be a whole number, 0 or greater'],
    [['--records='], '--records: "" is no number'],
    [['--max-page-size', '0'], 'maxPageSize must be a whole number, 1 or greater'],
    [['--error-rate', '1.5'], 'errorRate must be from 0 to 1'],
    [['--min-delay-ms', '2000'], 'minDelayMs must not be greater than maxDelayMs'],
    [['--max-delay-ms', '3000000000'], 'maxDelayMs must be a whole number from 0 to 2147483647'],
    [['--style', 'pages'], '--style: "pages" is none of offset, page, cursor'],
    [['--beyond', '405'], '--beyond: "405" is none of 404, empty'],
    [['--names', 'offset'], '--names: it must be JSON'],
    [['--oauth', '{"clientId":"a"}'], 'oauth: clientSecret must be text'],
    [['--fault', 'revokeToken:atRequest=1'], 'revokeToken needs oauth'],
    [['--port', '70000'], 'port must be a whole number from 0 to 65535'],
    [['--speed', '9'], "Unknown option '--speed'"],
    [['surplus'], "Unexpected argument 'surplus'"],
    [['--fault', 'explode'], "a fault's _tag must be one of alwaysFail, throttle"],
    [['--fault', 'alwaysFail:startAt=1'], 'alwaysFail: status must be a whole number from 200 to 599'],
    [['--fault', 'shortPage:startAt=1,missing=1,speed=2'], 'shortPage: there is no speed'],
    [['--fault', 'grow:atRequest=1,by=1,times=1'], 'grow: there is no times'],
    [['--fault', 'throttle:hint=seconds,seconds=1'], 'throttle: everyNth or firstN must be given'],
    [
      ['--fault', 'throttle:firstN=1,hint=soon,seconds=1'],
      'throttle: hint must be one of none, seconds, http-date',
    ],
    [['--fault', '{"_tag":'], 'a fault that starts with { must be JSON'],
  ])('refuses %j by name', (argv, problem) => {
    const read = readArguments(argv);
    expect(read.ok ? [] : read.problems.join('\n')).toContain(problem);
  });

  it('names every problem at once', () => {
    expect(readArguments(['--records=-1', '--port', '1.5', '--fault', 'shortPage:startAt=0'])).toEqual({
      ok: false,
      problems: [
        'records must be a whole number, 0 or greater',
        'port must be a whole number from 0 to 65535',
        'shortPage: missing must be a whole number, 1 or greater',
      ],
    });
  });

  it('helps', () => {
    expect(readArguments(['-h'])).toEqual({ ok: true, value: { _tag: 'Help' } });
  });
});
