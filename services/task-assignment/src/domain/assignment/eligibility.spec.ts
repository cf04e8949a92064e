import { candidate, capacity, LAMPELAND, NOW, opened, RODBERG, VALDRES, NUMEDAL } from '../testing.js';
import { eligibility, MOST_LISTED } from './eligibility.js';

const NOTHING = { declined: [], refusedAtAward: [] };
const reasonFor = (differs: Parameters<typeof candidate>[1], wanted = opened(), before = NOTHING as never, now = NOW) =>
  eligibility(wanted, before, [candidate(RODBERG, differs)], now).notOffered[0];

describe('who is offered an order', () => {
  it('is a department that serves the municipality, does the work and has the hours: equal is enough', () => {
    const { offered, notOffered } = eligibility(opened({ estimatedMinutes: 600 }), NOTHING, [candidate(RODBERG)], NOW);
    expect(offered).toEqual([{ departmentId: RODBERG, vekstbedrift: NUMEDAL, freeMinutes: 600 }]);
    expect(notOffered).toEqual([]);
  });

  it('is nobody who lacks one minute, and the minutes are told', () => {
    expect(reasonFor({}, opened({ estimatedMinutes: 601 }))).toEqual({
      departmentId: RODBERG,
      vekstbedrift: NUMEDAL,
      reason: 'not-enough-capacity',
      figures: { freeMinutes: 600, estimatedMinutes: 601, missing: 1 },
    });
  });

  it('counts the first and the last day of delivery, and no day beside them', () => {
    const around = { '2026-11-29': 999, '2026-11-30': 1, '2026-12-02': 2, '2026-12-03': 999 };
    expect(reasonFor({ capacity: capacity(around) })).toMatchObject({ figures: { freeMinutes: 3 } });
  });

  it('counts no hours of days that have passed', () => {
    const wanted = opened({ deliverFrom: '2026-11-22', deliverTo: '2026-11-24' });
    const days = capacity({ '2026-11-22': 500, '2026-11-23': 20, '2026-11-24': 30 });
    expect(reasonFor({ capacity: days }, wanted)).toMatchObject({ figures: { freeMinutes: 50 } });
  });

  it.each([
    ['its vekstbedrift does not serve the municipality', { servesMunicipality: false }, 'does-not-serve-municipality'],
    ['it does other work', { kindsOfWork: ['laundry'] }, 'does-not-do-this-work'],
    ['it has no hours', { capacity: capacity({}) }, 'not-enough-capacity'],
  ])('is not a department where %s', (_, differs, reason) => {
    expect(reasonFor(differs)).toMatchObject({ reason });
  });

  it('is only the department the buyer directs it to', () => {
    const { offered, notOffered } = eligibility(
      opened({ directedTo: LAMPELAND }),
      NOTHING,
      [candidate(RODBERG), candidate(LAMPELAND)],
      NOW,
    );
    expect(offered).toMatchObject([{ departmentId: LAMPELAND }]);
    expect(notOffered).toMatchObject([{ departmentId: RODBERG, reason: 'directed-to-another' }]);
  });

  it('is no department of a vekstbedrift that was refused at award, nor one that declined this version', () => {
    const before = { declined: [{ departmentId: LAMPELAND, reason: 'too-far' }], refusedAtAward: [VALDRES] };
    const all = [candidate(RODBERG, { vekstbedrift: VALDRES }), candidate(LAMPELAND)];
    expect(eligibility(opened(), before, all, NOW)).toMatchObject({
      offered: [],
      notOffered: [
        { departmentId: RODBERG, reason: 'refused-at-award' },
        { departmentId: LAMPELAND, reason: 'declined-before', figures: { reason: 'too-far' } },
      ],
    });
  });

  it('leaves no department without an answer, those that serve the municipality first; far ones beyond the list are counted', () => {
    const far = Array.from({ length: MOST_LISTED + 20 }, (_, i) => candidate(`a${i}`, { servesMunicipality: false }));
    const decided = eligibility(opened(), NOTHING, [...far, candidate('b', { kindsOfWork: [] }), candidate('c')], NOW);
    expect(decided.offered).toHaveLength(1);
    expect(decided.notOffered).toHaveLength(MOST_LISTED);
    expect(decided.notOffered[0]).toMatchObject({ departmentId: 'b', reason: 'does-not-do-this-work' });
    expect(decided.notListed).toBe(21);
  });
});
