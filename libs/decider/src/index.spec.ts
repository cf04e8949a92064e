import { conflict, fold, forbidden, harmless, isRejection, notFound, unprocessable, type Noun } from './index.js';

type Happened = { type: 'Filled' | 'Emptied'; data: { jug: string; litres: number } };

const jug: Noun<{ id: string; litres: number }, Happened> = {
  name: 'jug',
  initial: (id) => ({ id, litres: 0 }),
  evolve(state, { type, data }) {
    if (data.jug !== state.id) return state;
    return { ...state, litres: state.litres + (type === 'Filled' ? data.litres : -data.litres) };
  },
};
const filled = (litres: number, id = 'blue'): Happened => ({ type: 'Filled', data: { jug: id, litres } });
const emptied = (litres: number, id = 'blue'): Happened => ({ type: 'Emptied', data: { jug: id, litres } });

describe('a rejection', () => {
  it.each([
    ['the state forbids it', conflict, 'conflict'],
    ['the input makes no sense', unprocessable, 'unprocessable'],
    ['it is not there', notFound, 'not-found'],
    ['it is not theirs', forbidden, 'forbidden'],
  ])('tells its kind: %s', (_, refuse, kind) => {
    expect(refuse('jug-full', 'The jug is full.', { litres: 2 })).toEqual({
      rejected: 'jug-full',
      kind,
      says: 'The jug is full.',
      figures: { litres: 2 },
    });
  });

  it('has no figures where none were given', () => {
    expect(conflict('jug-full', 'The jug is full.')).toEqual({
      rejected: 'jug-full',
      kind: 'conflict',
      says: 'The jug is full.',
    });
    expect(conflict('jug-full', 'The jug is full.')).not.toHaveProperty('figures');
  });

  it('is told from facts, from no facts and from anything else', () => {
    expect(isRejection(conflict('jug-full', 'The jug is full.'))).toBe(true);
    for (const other of [[], [filled(1)], harmless('it is full'), null, undefined, 'rejected', 7, {}, new Error('x')]) {
      expect(isRejection(other)).toBe(false);
    }
  });
});

describe('a reaction that rightly does nothing', () => {
  it('decides on no facts', () => expect(harmless('the jug is full already')).toEqual([]));
});

describe('folding', () => {
  it('begins with nothing', () => expect(fold(jug, 'blue', [])).toEqual({ id: 'blue', litres: 0 }));

  it('takes facts in their order', () => {
    expect(fold(jug, 'blue', [filled(3), emptied(1)])).toEqual({ id: 'blue', litres: 2 });
    const last: Noun<string, string> = { name: 'last', initial: (id) => id, evolve: (_, fact) => fact };
    expect(fold(last, 'first', ['second', 'third'])).toBe('third');
  });

  it('leaves facts about another out', () => {
    expect(fold(jug, 'blue', [filled(3), filled(9, 'red')])).toEqual({ id: 'blue', litres: 3 });
  });

  it('goes on where it left off', () => {
    const [early, late] = [
      [filled(3), emptied(1)],
      [filled(4), emptied(2)],
    ] as const;
    const state = late.reduce((s, fact) => jug.evolve(s, fact), fold(jug, 'blue', early));
    expect(fold(jug, 'blue', [...early, ...late])).toEqual(state);
  });
});
