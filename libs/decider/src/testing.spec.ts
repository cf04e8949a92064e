import { conflict, type Decision, type Noun } from './index.js';
import { given } from './testing.js';

type Happened = { type: 'Filled'; data: { litres: number; by: string } };

const jug: Noun<{ litres: number }, Happened> = {
  name: 'jug',
  initial: () => ({ litres: 0 }),
  evolve: ({ litres }, { data }) => ({ litres: litres + data.litres }),
};
const filled = (litres: number): Happened => ({ type: 'Filled', data: { litres, by: 'tap' } });

/** A jug of two litres. */
function fill(state: { litres: number }, litres: number): Decision<Happened> {
  if (litres === 0) return [];
  if (state.litres + litres > 2) return conflict('jug-full', 'The jug holds two litres.', { free: 2 - state.litres });
  return [filled(litres)];
}

describe('given, when, then', () => {
  it('decides on the state that the past makes', () => {
    given(jug, 'blue', filled(1))
      .when((state) => fill(state, 1))
      .then({ type: 'Filled', data: { litres: 1 } });
    expect(given(jug, 'blue', filled(1), filled(1)).state).toEqual({ litres: 2 });
  });

  it('shows the state after what follows', () => {
    expect(given(jug, 'blue', filled(1)).when((state) => fill(state, 1)).state).toEqual({ litres: 2 });
    expect(given(jug, 'blue').when((state) => fill(state, 0)).state).toEqual({ litres: 0 });
  });

  it('shows the decision itself', () => {
    expect(given(jug, 'blue').when((state) => fill(state, 2)).decision).toEqual([filled(2)]);
  });
});

describe('then', () => {
  const full = given(jug, 'blue', filled(2)).when((state) => fill(state, 1));
  const half = given(jug, 'blue').when((state) => fill(state, 1));
  const idle = given(jug, 'blue').when((state) => fill(state, 0));

  it('takes a fact by its type, or by part of what it says', () => {
    half.then({ type: 'Filled' });
    half.then({ type: 'Filled', data: { by: 'tap' } });
  });

  it.each<[string, () => void]>([
    ['another fact', () => half.then({ type: 'Emptied' })],
    ['a fact that says something else', () => half.then({ type: 'Filled', data: { litres: 2 } })],
    ['more facts than follow', () => half.then({ type: 'Filled' }, { type: 'Filled' })],
    ['fewer facts than follow', () => half.then()],
    ['facts where it is rejected', () => full.then({ type: 'Filled' })],
    ['no facts where it is rejected', () => full.then()],
    ['nothing where a fact follows', () => half.thenNothing()],
    ['nothing where it is rejected', () => full.thenNothing()],
    ['a fact where nothing follows', () => idle.then({ type: 'Filled' })],
    ['a rejection where a fact follows', () => half.thenRejected('jug-full')],
    ['a rejection where nothing follows', () => idle.thenRejected('jug-full')],
    ['another rejection', () => full.thenRejected('jug-broken')],
    ['a rejection with other figures', () => full.thenRejected('jug-full', { free: 1 })],
    ['a rejection with figures it lacks', () => full.thenRejected('jug-full', { litres: 2 })],
  ])('fails on %s', (_, expectation) => expect(expectation).toThrow());

  it('takes a rejection by its code, with its figures or without', () => {
    full.thenRejected('jug-full');
    full.thenRejected('jug-full', { free: 0 });
  });

  it('takes nothing where nothing follows', () => idle.thenNothing());

  it('has no state after a rejection', () => expect(() => full.state).toThrow('rejected: jug-full'));
});
