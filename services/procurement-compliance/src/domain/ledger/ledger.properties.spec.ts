import { addDays, addMonths } from '#libs/contracts';
import { fold } from '#libs/decider';
import fc from 'fast-check';
import type { ComplianceFact } from '../facts.js';
import { closeWithdrawn } from '../review/close-withdrawn.js';
import { review } from '../review/review.js';
import { ledgerIdOf } from '../rules/categories.js';
import { accepted, amended, assess, assessmentIn, factsOf, orderNo, placed, ROLLAG, withdrawn } from '../testing.js';
import { correctEntry } from './correct-entry.js';
import { ledger, usedIn } from './ledger.js';

const KINDS = ['meeting-food', 'laundry'] as const;
const CATEGORY = { 'meeting-food': 'food', laundry: 'laundry' } as const;
const day = fc.integer({ min: 0, max: 800 }).map((days) => addDays('2024-06-01', days));
// Some values pass the scope, some the national limit, so refusals happen too.
const value = fc.oneof(fc.integer({ min: 1, max: 9_000_000 }), fc.integer({ min: 1, max: 200_000_000 }));

const step = fc.oneof(
  fc.record({ does: fc.constant('place' as const), day, value, kind: fc.constantFrom(...KINDS) }),
  fc.record({ does: fc.constant('amend' as const), later: fc.nat(400), value, kind: fc.constantFrom(...KINDS) }),
  fc.record({ does: fc.constant('withdraw' as const) }),
  fc.record({ does: fc.constant('accept' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
const story = fc.array(fc.tuple(fc.nat(5), step), { maxLength: 40 });

/** What a naive book-keeper writes down: one line per order that counts. */
type Book = Map<string, { kind: (typeof KINDS)[number]; value: number; day: string }>;
interface Told {
  facts: ComplianceFact[];
  book: Book;
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function next({ facts, book }: Told, orderId: string, does: Step): Told {
  const seen = fold(review, orderId, facts);
  const ended = seen.final === true || seen.withdrawn === true;
  const line = book.get(orderId);
  const write = (more: readonly ComplianceFact[], value: number, day: string, kind: (typeof KINDS)[number]) => {
    const all = [...facts, ...more];
    if (assessmentIn(more).outcome === 'refused') book.delete(orderId);
    else book.set(orderId, { kind, value, day });
    return { facts: all, book };
  };
  if (does.does === 'place' && seen.orderVersion === 0) {
    const order = placed({ orderId, kindOfWork: does.kind, valueOre: does.value, initiatedAt: does.day });
    return write(factsOf(assess(facts, order)), does.value, does.day, does.kind);
  }
  if (does.does === 'amend' && seen.orderVersion > 0 && !ended) {
    const initiatedAt = seen.initiatedAt!;
    const terms = { orderId, orderVersion: seen.orderVersion + 1, kindOfWork: does.kind, valueOre: does.value };
    const order = amended({ ...terms, initiatedAt, amendedAt: addDays(initiatedAt, does.later) });
    const ledgerBefore = fold(ledger, seen.ledgerId!, facts);
    expect(ledgerBefore.entries[orderId] !== undefined).toBe(line !== undefined);
    return write(factsOf(assess(facts, order)), does.value, initiatedAt, does.kind);
  }
  if (does.does === 'withdraw') {
    const more = factsOf(closeWithdrawn(seen, withdrawn({ orderId })));
    if (!ended) book.delete(orderId);
    return { facts: [...facts, ...more], book };
  }
  if (does.does === 'accept' && line && !ended) {
    const valueOre = Math.floor(line.value * does.part);
    book.set(orderId, { ...line, value: valueOre });
    return { facts: [...facts, ...factsOf(correctEntry(seen, accepted({ orderId, valueOre })))], book };
  }
  return { facts, book };
}

const told = (steps: [number, Step][]) =>
  steps.reduce<Told>((so, [n, does]) => next(so, orderNo(n), does), { facts: [], book: new Map() });

const naiveSum = (book: Book, category: string, last: string) =>
  [...book.values()]
    .filter((line) => CATEGORY[line.kind] === category && line.day <= last && line.day > addMonths(last, -12))
    .reduce((sum, line) => sum + line.value, 0);

describe('the ledger, whatever happens', () => {
  test('sums exactly what a naive book-keeper sums, on every day and in every category', () => {
    fc.assert(
      fc.property(story, day, (steps, last) => {
        const { facts, book } = told(steps);
        for (const category of Object.values(CATEGORY)) {
          const row = fold(ledger, ledgerIdOf(ROLLAG, category), facts);
          expect(usedIn(row, last)).toBe(naiveSum(book, category, last));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never shows negative headroom, and clears only what stays below the scope', () => {
    fc.assert(
      fc.property(story, (steps) => {
        for (const { type, data } of told(steps).facts) {
          if (type !== 'OrderAssessed') continue;
          expect(data.headroomOre).toBe(Math.max(0, data.limitOre - data.usedOre));
          expect(data.outcome === 'cleared').toBe(data.usedOre < data.limitOre);
        }
      }),
    );
  });

  test('comes to the same sum in whatever order facts about different orders arrive', () => {
    // 21 orders of at most NOK 50 000 stay below the national limit, so none is refused and all count.
    const life = fc.record({
      n: fc.nat(20),
      day,
      value: fc.integer({ min: 1, max: 5_000_000 }),
      end: fc.constantFrom('withdraw', 'accept', 'stay'),
    });
    const lives = fc.uniqueArray(life, { selector: ({ n }) => n });
    // Each number stands for the next fact of that order, so an order's own facts keep their order.
    const twoOrders = lives.chain((all) => {
      const turns = fc.shuffledSubarray(
        [...all, ...all].map(({ n }) => n),
        { minLength: all.length * 2 },
      );
      return fc.tuple(fc.constant(all), turns, turns);
    });
    fc.assert(
      fc.property(twoOrders, day, ([all, one, other], last) => {
        const sumOf = (turns: number[]) => {
          const started = new Set<number>();
          const facts = turns.reduce<ComplianceFact[]>((past, n) => {
            const { day: initiatedAt, value: valueOre, end } = all.find((each) => each.n === n)!;
            const orderId = orderNo(n);
            if (!started.has(n)) {
              started.add(n);
              return [...past, ...factsOf(assess(past, placed({ orderId, initiatedAt, valueOre })))];
            }
            const seen = fold(review, orderId, past);
            if (end === 'withdraw') return [...past, ...factsOf(closeWithdrawn(seen, withdrawn({ orderId })))];
            const accept = accepted({ orderId, valueOre: Math.floor(valueOre / 2) });
            return end === 'accept' ? [...past, ...factsOf(correctEntry(seen, accept))] : past;
          }, []);
          return usedIn(fold(ledger, ledgerIdOf(ROLLAG, 'food'), facts), last);
        };
        expect(sumOf(one)).toBe(sumOf(other));
      }),
    );
  });
});
