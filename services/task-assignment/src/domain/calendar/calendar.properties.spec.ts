import { addDays, fact, type FactsOf } from '#libs/contracts';
import { isRejection } from '#libs/decider';
import fc from 'fast-check';
import { earliestHolds } from '../assignment/holds.js';
import { claimed, delivered, NUMEDAL, registered, released, RODBERG } from '../testing.js';
import { calendar, freeByDay, freeMinutes, minutesByDay } from './calendar.js';

const DAYS = Array.from({ length: 4 }, (_, i) => addDays('2026-11-30', i));
const KINDS = ['meeting-food', 'town-tidying'];
const FIRST = DAYS[0]!;
const LAST = DAYS[DAYS.length - 1]!;

type Step =
  | { does: 'publish'; day: string; kind: string; minutes: number }
  | { does: 'claim'; kind: string; minutes: number; from: string }
  | { does: 'release' | 'deliver' | 'confirm'; pick: number };

const oneDay = fc.constantFrom(...DAYS);
const kind = fc.constantFrom(...KINDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('publish' as const), day: oneDay, kind, minutes: fc.nat(600) }),
  fc.record({ does: fc.constant('claim' as const), kind, minutes: fc.integer({ min: 1, max: 900 }), from: oneDay }),
  fc.record({ does: fc.constantFrom('release' as const, 'deliver' as const, 'confirm' as const), pick: fc.nat(50) }),
);

/** The naive model: every minute of a day is a slip of paper with the name of the claim that has it. */
interface Slips {
  published: number;
  taken: { claimId: string; used: boolean }[];
}

describe('whatever is published, claimed, released and delivered', () => {
  it('no minute is held twice, nothing is ever negative, and the calendar counts as a heap of slips does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = calendar.evolve(calendar.initial(RODBERG), registered());
        const heap = new Map<string, Slips>();
        const at = (kindOfWork: string, day: string) => {
          const key = `${kindOfWork} ${day}`;
          if (!heap.has(key)) heap.set(key, { published: 0, taken: [] });
          return heap.get(key)!;
        };
        const claims: string[] = [];
        const happens = (each: FactsOf<'task-assignment'>) => (state = calendar.evolve(state, each));

        for (const now of steps) {
          if (now.does === 'publish') {
            const days = [{ day: now.day, kindOfWork: now.kind, minutes: now.minutes }];
            happens(fact('CapacityPublished', { departmentId: RODBERG, vekstbedrift: NUMEDAL, days }));
            at(now.kind, now.day).published = now.minutes;
          } else if (now.does === 'claim') {
            const free = freeByDay(state, now.kind, now.from, LAST);
            const holds = earliestHolds(free, now.minutes);
            const enough = freeMinutes(state, now.kind, now.from, LAST) >= now.minutes;
            expect(!isRejection(holds)).toBe(enough);
            if (isRejection(holds)) continue;
            expect(holds.reduce((sum, hold) => sum + hold.minutes, 0)).toBe(now.minutes);
            const claimId = `claim ${claims.length}`;
            claims.push(claimId);
            happens(claimed({ claimId, kindOfWork: now.kind, holds }));
            for (const { day, minutes } of holds) {
              const slips = at(now.kind, day);
              slips.taken.push(...Array.from({ length: minutes }, () => ({ claimId, used: false })));
              // No minute twice: a claim never takes more than there is.
              expect(slips.taken.length).toBeLessThanOrEqual(slips.published);
            }
          } else if (claims.length > 0 && now.does !== 'confirm') {
            const claimId = claims[now.pick % claims.length]!;
            const what = now.does === 'release' ? released('expired') : delivered();
            happens({ ...what, data: { ...what.data, claimId } } as FactsOf<'task-assignment'>);
            for (const slips of heap.values()) {
              if (now.does === 'release') slips.taken = slips.taken.filter((s) => s.used || s.claimId !== claimId);
              else slips.taken.filter((s) => s.claimId === claimId).forEach((s) => (s.used = true));
            }
          }
          for (const kindOfWork of KINDS) {
            const counted = new Map(minutesByDay(state, kindOfWork, FIRST, LAST).map((each) => [each.day, each]));
            for (const day of DAYS) {
              const { published, taken } = at(kindOfWork, day);
              const used = taken.filter((slip) => slip.used).length;
              const figures = {
                published,
                used,
                held: taken.length - used,
                free: Math.max(0, published - taken.length),
              };
              expect(counted.get(day) ?? { published: 0, used: 0, held: 0, free: 0 }).toMatchObject(figures);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
