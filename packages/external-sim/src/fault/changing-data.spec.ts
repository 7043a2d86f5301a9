import { describe, expect, it } from 'vitest';
import { ask, bodyOf, idsIn, partnerWith, runsIn } from '../testing/ask.ts';
import type { Fault } from './fault.ts';

const pagesOf = (faults: readonly Fault[], starts: readonly number[]): readonly string[] => {
  const config = partnerWith({ faults });
  return starts.map((startAt, index) =>
    runsIn(ask(config, `/payload?startAt=${startAt}`, { number: index + 1 })),
  );
};

describe('data that changes while it is read', () => {
  it('gives records of the page before again when some come in at the head', () => {
    const faults: readonly Fault[] = [{ _tag: 'insertAtHead', atRequest: 1, by: 3 }];
    expect(pagesOf(faults, [0, 100, 200])).toEqual(['0-99', '97-196', '197-249']);
    expect(pagesOf(faults, [0, 0])).toEqual(['0-99', '250-252 0-96']);
  });

  it('never gives the records that slip over a page when some go at the head', () => {
    const faults: readonly Fault[] = [{ _tag: 'deleteAtHead', atRequest: 1, by: 3 }];
    expect(pagesOf(faults, [0, 100, 200])).toEqual(['0-99', '103-202', '203-249']);
  });

  it('changes in the middle, and at the tail', () => {
    expect(pagesOf([{ _tag: 'insertAt', index: 150, atRequest: 0, by: 2 }], [100])).toEqual([
      '100-149 250-251 150-197',
    ]);
    expect(pagesOf([{ _tag: 'deleteAt', index: 150, atRequest: 0, by: 2 }], [100])).toEqual([
      '100-149 152-201',
    ]);
    expect(
      pagesOf(
        [
          { _tag: 'grow', atRequest: 0, by: 10 },
          { _tag: 'deleteAtHead', atRequest: 0, by: 100 },
        ],
        [100],
      ),
    ).toEqual(['200-259']);
  });

  it('says so in total, served and faults', () => {
    const config = partnerWith({ faults: [{ _tag: 'insertAtHead', atRequest: 1, by: 3 }] });
    const before = ask(config, '/payload', { number: 1 });
    expect(before).toMatchObject({ served: { from: 0, count: 100 }, faults: [] });
    expect(before.served).not.toHaveProperty('ids');
    const after = ask(config, '/payload', { number: 2 });
    expect(bodyOf(after)).toMatchObject({ totalRecords: 253 });
    expect(after).toMatchObject({
      served: {
        from: 0,
        count: 100,
        ids: [
          { from: 250, count: 3 },
          { from: 0, count: 97 },
        ],
      },
      faults: ['insertAtHead'],
    });
  });

  it('leaves out the last records of a short page by their identity', () => {
    const config = partnerWith({
      faults: [
        { _tag: 'insertAtHead', atRequest: 0, by: 3 },
        { _tag: 'shortPage', startAt: 0, missing: 98 },
      ],
    });
    const answer = ask(config, '/payload');
    expect(runsIn(answer)).toBe('250-251');
    expect(answer.served).toEqual({ from: 0, count: 2, ids: [{ from: 250, count: 2 }] });
  });

  it('moves no cursor, not even one to a record that is gone', () => {
    const faults: readonly Fault[] = [
      { _tag: 'insertAtHead', atRequest: 1, by: 3 },
      { _tag: 'deleteAt', index: 100, atRequest: 2, by: 5 },
    ];
    const cursor = partnerWith({ style: 'cursor', faults });
    const first = bodyOf(ask(cursor, '/payload', { number: 1 })) as { readonly next_cursor: string };
    const next = (number: number): string =>
      runsIn(ask(cursor, `/payload?cursor=${first.next_cursor}`, { number }));
    expect([next(2), next(3)]).toEqual(['100-199', '102-201']);
    const keyset = partnerWith({ style: 'keyset', faults });
    expect(runsIn(ask(keyset, '/payload?starting_after=99', { number: 3 }))).toBe('102-201');
  });

  it('keeps its filter on identities', () => {
    const config = partnerWith({ faults: [{ _tag: 'insertAtHead', atRequest: 0, by: 3 }] });
    expect(idsIn(ask(config, '/payload?created_gte=248'))).toEqual([250, 251, 252, 248, 249]);
  });
});
