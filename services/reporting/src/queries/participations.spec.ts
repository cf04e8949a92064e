import { participationsIn, type ParticipationRow } from './participations.js';

const row = (month: string, participations: number, more: Partial<ParticipationRow> = {}): ParticipationRow => ({
  ...{ month, participations, vekstbedrift: 'numedal', department: 'rodberg', municipality: 'rollag' },
  ...{ kind: 'meeting-food', ...more },
});
const period = (from: string, to: string) => ({ from, to });

describe('participations of a period', () => {
  const participations = participationsIn([row('2025-12', 9), row('2026-02', 6), row('2026-03', 8)]);

  it('are given for all time, for a year and for a month', () => {
    expect(participations({}).value).toBe(23);
    expect(participations(period('2026-01-01', '2026-12-31')).value).toBe(14);
    expect(participations(period('2026-02-01', '2026-02-28')).value).toBe(6);
  });

  it.each([
    ['two months', '2026-02-01', '2026-03-31'],
    ['a month less a day', '2026-02-01', '2026-02-27'],
    ['a month and a day', '2026-02-01', '2026-03-01'],
    ['a month from its second day', '2026-02-02', '2026-02-28'],
    ['two years', '2025-01-01', '2026-12-31'],
  ])('are not given for %s, as the difference to another period would tell', (_, from, to) => {
    const figure = participations(period(from, to));
    expect(figure).toEqual({ value: null, certainty: 'declared', reason: 'period-not-whole' });
  });

  it('are not given where an end is open', () => {
    expect(participations({ from: '2026-01-01' }).reason).toBe('period-not-whole');
    expect(participations({ to: '2026-12-31' }).reason).toBe('period-not-whole');
  });

  it('by month are given for the months that lie in it from first day to last', () => {
    const asked = period('2026-02-02', '2026-03-31');
    expect(participations(asked, 'month', '2026-02').reason).toBe('period-not-whole');
    expect(participations(asked, 'month', '2026-03').value).toBe(8);
    expect(participations({}, 'month', '2025-12').value).toBe(9);
  });
});

describe('participations of a group', () => {
  const participations = participationsIn([
    row('2026-02', 20),
    row('2026-02', 3, { municipality: 'flesberg', department: 'lampeland' }),
    row('2026-02', 7, { municipality: 'nore', department: 'lampeland', kind: 'laundry' }),
  ]);

  it('are the same asked for as a group or alone', () => {
    for (const municipality of ['rollag', 'flesberg', 'nore', 'hol']) {
      expect(participations({ municipality })).toEqual(participations({}, 'municipality', municipality));
    }
    expect(participations({ municipality: 'rollag' }).value).toBe(20);
    expect(participations({ municipality: 'flesberg' }).reason).toBe('small-number');
    expect(participations({ municipality: 'nore' }).reason).toBe('small-number');
    expect(participations({ municipality: 'hol' }).value).toBe(0);
  });

  it('are those of the crossing where a group is asked for within a filter', () => {
    expect(participations({ municipality: 'rollag' }, 'department', 'rodberg').value).toBe(20);
    expect(participations({ municipality: 'rollag' }, 'department', 'lampeland').value).toBe(0);
    expect(participations({}, 'department', 'lampeland').value).toBe(10);
    expect(participations({ kindOfWork: 'laundry' }, 'vekstbedrift', 'numedal').reason).toBe('small-number');
  });
});

describe('participations of very many crossings', () => {
  const months = [...Array(12).keys()].map((i) => `2026-${String(i + 1).padStart(2, '0')}`);
  const crossings = (departments: number) =>
    months.flatMap((month) =>
      [...Array(departments).keys()].map((i) => row(month, 5, { department: `d${i}`, kind: `k${i}` })),
    );

  it('are given by month as long as there are at most 500', () => {
    expect(participationsIn(crossings(41))({}, 'month', '2026-01').value).toBe(41 * 5);
  });

  it('are given by year beyond, and say that months are too detailed', () => {
    const participations = participationsIn(crossings(42));
    expect(participations({}, 'month', '2026-01').reason).toBe('too-detailed');
    expect(participations(period('2026-01-01', '2026-12-31')).value).toBe(42 * 60);
    expect(participations({}, 'department', 'd7').value).toBe(60);
  });
});
