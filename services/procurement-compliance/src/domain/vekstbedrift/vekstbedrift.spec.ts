import { fact, type RecordOwnership, type ReportTurnover } from '#libs/contracts';
import { fold } from '#libs/decider';
import { given } from '#libs/decider/testing';
import fc from 'fast-check';
import type { ComplianceFact } from '../facts.js';
import { FLESBERG, kr, NUMEDAL_VEKST, ROLLAG } from '../testing.js';
import { recordOwnership } from './record-ownership.js';
import { reportTurnover } from './report-turnover.js';
import { ownersOn, vekstbedrift } from './vekstbedrift.js';

const NORE_OG_UVDAL = '310000043';
const MANAGER = { org: NUMEDAL_VEKST, role: 'manager' };
const THREE = [
  { owner: NORE_OG_UVDAL, share: 4_000 },
  { owner: ROLLAG, share: 3_500 },
  { owner: FLESBERG, share: 2_500 },
];
const record = (command: Partial<RecordOwnership>, by = MANAGER, ...past: ComplianceFact[]) =>
  given(vekstbedrift, NUMEDAL_VEKST, ...past).when((state) =>
    recordOwnership(state, { validFrom: '2017-01-01', owners: THREE, ...command }, { by }),
  );
const owned = (validFrom: string, owner: string) =>
  fact('OwnershipRecorded', {
    vekstbedrift: NUMEDAL_VEKST,
    validFrom,
    owners: [{ owner, share: 10_000 }],
    privateShare: 0,
  });

describe('the owners of a vekstbedrift', () => {
  test('are recorded with shares and private capital that come to 100 %', () => {
    record({}).then({ type: 'OwnershipRecorded', data: { owners: THREE, privateShare: 0 } });
    const owners = [{ owner: ROLLAG, share: 9_999 }];
    record({ owners, privateShare: 1 }).then({ type: 'OwnershipRecorded', data: { privateShare: 1 } });
  });

  test.each([
    [9_999, undefined, 1],
    [10_000, 1, -1],
    [0, 9_999, 1],
  ])('%d hundredths of a percent and private %s do not', (share, privateShare, missing) => {
    const owners = [{ owner: ROLLAG, share }];
    record({ owners, privateShare }).thenRejected('shares-do-not-sum', { sum: 10_000 - missing, missing });
  });

  test('are each named once', () => {
    const owners = [ROLLAG, ROLLAG].map((owner) => ({ owner, share: 5_000 }));
    record({ owners }).thenRejected('owner-twice', { owner: ROLLAG });
  });

  test('are recorded by the vekstbedrift itself or an operator', () => {
    record({}, { org: FLESBERG, role: 'manager' }).thenRejected('not-your-vekstbedrift');
    record({}, { org: FLESBERG, role: 'operator' }).then({ type: 'OwnershipRecorded' });
  });

  test('hold from their first day until the next period begins, in whatever order they were recorded', () => {
    const periods = [owned('2020-01-01', ROLLAG), owned('2017-01-01', FLESBERG)];
    for (const facts of [periods, periods.toReversed()]) {
      const state = fold(vekstbedrift, NUMEDAL_VEKST, facts);
      expect(ownersOn(state, '2016-12-31')).toBeUndefined();
      expect(ownersOn(state, '2019-12-31')?.owners[0]?.owner).toBe(FLESBERG);
      expect(ownersOn(state, '2020-01-01')?.owners[0]?.owner).toBe(ROLLAG);
    }
  });

  test('of the same first day are replaced', () => {
    const state = fold(vekstbedrift, NUMEDAL_VEKST, [owned('2017-01-01', ROLLAG), owned('2017-01-01', FLESBERG)]);
    expect(state.ownership).toHaveLength(1);
    expect(ownersOn(state, '2017-01-01')?.owners[0]?.owner).toBe(FLESBERG);
  });

  test('of any day are those of the latest period that has begun', () => {
    const day = fc.integer({ min: 2017, max: 2030 }).map((year) => `${year}-01-01`);
    fc.assert(
      fc.property(fc.uniqueArray(day, { minLength: 1 }), day, (days, asked) => {
        const state = fold(
          vekstbedrift,
          NUMEDAL_VEKST,
          days.map((validFrom) => owned(validFrom, ROLLAG)),
        );
        const begun = days.filter((validFrom) => validFrom <= asked).sort();
        expect(ownersOn(state, asked)?.validFrom).toBe(begun.at(-1));
      }),
    );
  });

  test('of another vekstbedrift are not ours', () => {
    expect(fold(vekstbedrift, ROLLAG, [owned('2017-01-01', FLESBERG)]).ownership).toEqual([]);
  });
});

describe('the turnover of a vekstbedrift', () => {
  const NEW_YEARS_EVE_IN_UTC = '2026-12-31T23:30:00.000Z';
  const lines: ReportTurnover['lines'] = [
    { customerClass: 'owners', amountOre: kr(800_000) },
    { customerClass: 'owners', amountOre: kr(100_000), customer: ROLLAG },
    { customerClass: 'nav', amountOre: kr(7_000_000) },
  ];
  const report = (command: Partial<ReportTurnover>, by = MANAGER) =>
    given(vekstbedrift, NUMEDAL_VEKST).when((state) =>
      reportTurnover(state, { year: 2026, lines, ...command }, { by, now: NEW_YEARS_EVE_IN_UTC }),
    );

  test('is declared by class of customer, and by customer where one is named', () => {
    const reported = report({});
    reported.then({ type: 'TurnoverReported', data: { year: 2026, lines } });
    expect(reported.state.turnover).toEqual({ 2026: lines });
  });

  test('has one line for each class and customer', () => {
    const first = { customerClass: 'nav', amountOre: 1 };
    report({ lines: [first, first] }).thenRejected('turnover-line-twice', { customerClass: 'nav' });
    const named = { ...first, customer: ROLLAG };
    report({ lines: [first, named, named] }).thenRejected('turnover-line-twice', { customer: ROLLAG });
  });

  test('is not of a year to come, by the year in Norway', () => {
    report({ year: 2027 }).then({ type: 'TurnoverReported', data: { year: 2027 } });
    report({ year: 2028 }).thenRejected('year-in-future', { year: 2028, thisYear: 2027 });
  });

  test('is reported by the vekstbedrift itself', () => {
    report({}, { org: ROLLAG, role: 'manager' }).thenRejected('not-your-vekstbedrift');
  });

  test('of a year is replaced by a later report', () => {
    const reports = [1, 2].map((amountOre) =>
      fact('TurnoverReported', {
        vekstbedrift: NUMEDAL_VEKST,
        year: 2025,
        lines: [{ customerClass: 'nav', amountOre }],
      }),
    );
    const state = fold(vekstbedrift, NUMEDAL_VEKST, reports);
    expect(state.turnover['2025']).toEqual([{ customerClass: 'nav', amountOre: 2 }]);
  });
});
