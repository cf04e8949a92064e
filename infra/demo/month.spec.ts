import { addDays, daysFrom } from '#libs/contracts';
import { monthEnding, WORKDAYS } from './month.js';

const EVERY_AS_OF = daysFrom('2017-02-01', '2031-12-31');
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('the month of the story', () => {
  it('holds all its working days, whichever day it ends on', () => {
    const outside = EVERY_AS_OF.filter((asOf) => {
      const { first, workday } = monthEnding(asOf);
      return workday(WORKDAYS - 1) < first || workday(0) > asOf;
    });
    expect(outside).toEqual([]);
  });

  it('never works on a Saturday or Sunday', () => {
    const { workday } = monthEnding('2026-11-22');
    const days = Array.from({ length: 30 }, (_, i) => workday(i - 10));
    expect(days.filter((day) => [0, 6].includes(weekday(day)))).toEqual([]);
    expect([workday(1), workday(0), workday(-1)]).toEqual(['2026-11-19', '2026-11-20', '2026-11-23']);
  });

  it('never begins before the procurement act of 2017', () => {
    expect(monthEnding('2017-02-01').first).toBe('2017-01-02');
  });

  it('ends its last working day under the scope of the law that holds on the as-of day', () => {
    const scopeChanges = '2026-07-01';
    const mixed = EVERY_AS_OF.filter((asOf) => monthEnding(asOf).workday(0) < scopeChanges !== asOf < scopeChanges);
    expect(mixed).toEqual([]);
  });

  it('has eleven months before it in three periods without a gap, all inside the twelve months that end with it', () => {
    for (const asOf of EVERY_AS_OF) {
      const { first, earlier } = monthEnding(asOf);
      expect(earlier.map(({ to }) => addDays(to, 1))).toEqual([earlier[1]!.from, earlier[2]!.from, first]);
      const yearBefore = `${Number(asOf.slice(0, 4)) - 1}${asOf.slice(4)}`;
      expect(earlier[0]!.to > yearBefore).toBe(true);
    }
  });
});
