import type { Consumer } from './consumer.js';
import type { FactEnvelope } from './envelope.js';
import { stepsOf, unbroken } from './steps.js';

const facts = (...what: (number | string)[]) =>
  what.map(
    (each) =>
      ({ pos: Number.parseInt(String(each)), name: String(each).endsWith('?') ? 'Unknown' : 'Known' }) as FactEnvelope,
  );
const consumer = (kind: 'reaction' | 'projection') =>
  ({ name: 'c', kind, handlers: new Map([['Known', undefined]]) }) as unknown as Consumer;
const inShort = (steps: ReturnType<typeof stepsOf>) =>
  steps.map(({ after, upTo, handled }) => `(${after}, ${upTo}] ${handled.map(({ pos }) => pos).join(' ')}`.trim());

describe('a batch', () => {
  it.each([
    [[1, 2, 3], [1, 2, 3], undefined],
    [[4, 5, 4, 5, 6], [4, 5, 6], undefined],
    [[7, 7, 8], [7, 8], undefined],
    [[1, 2, 4, 5], [1, 2], 3],
    [[1, 2, 1, 4], [1, 2], 3],
  ])('of positions %j is applied as far as %j', (positions, run, hole) => {
    const found = unbroken(facts(...positions));
    expect([found.facts.map(({ pos }) => pos), found.hole]).toEqual([run, hole]);
  });
});

describe('the steps of a batch', () => {
  it('hold one known fact each for a reaction, unknown ones go with them', () => {
    const steps = stepsOf(consumer('reaction'), facts('3?', 4, 5, '6?', 7, '8?'), true);
    expect(inShort(steps)).toEqual(['(2, 4] 4', '(4, 5] 5', '(5, 8] 7']);
  });

  it('are one for a projection', () => {
    const steps = stepsOf(consumer('projection'), facts('3?', 4, 5, '6?', 7, '8?'), true);
    expect(inShort(steps)).toEqual(['(2, 8] 4 5 7']);
  });

  it('begin small for a projection that has not applied anything since its start', () => {
    const steps = stepsOf(consumer('projection'), facts(1, 2, 3, 4, 5, '6?', 7, 8, 9), false);
    expect(inShort(steps)).toEqual(['(0, 1] 1', '(1, 3] 2 3', '(3, 8] 4 5 7 8', '(8, 9] 9']);
  });

  it('are one without work where nothing is known', () => {
    for (const kind of ['reaction', 'projection'] as const)
      expect(inShort(stepsOf(consumer(kind), facts('1?', '2?'), true))).toEqual(['(0, 2]']);
  });
});
