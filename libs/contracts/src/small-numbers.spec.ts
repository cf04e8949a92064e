import { withoutParticipations, withoutSmallNumbers } from './small-numbers.js';

describe('small numbers of participants', () => {
  it.each([
    [0, null],
    [4, null],
    [5, 5],
    [6, 6],
  ])('a receipt for %d participations shows %p', (participations, shown) => {
    expect(withoutSmallNumbers({ participations, facilitatedMinutes: 60 })).toMatchObject({
      participations: shown,
      facilitatedMinutes: 60,
    });
  });

  it('nobody else sees those of a single delivery, few or many', () => {
    expect(withoutParticipations({ participations: 40 })).toMatchObject({ participations: null });
    expect(withoutParticipations({ valueOre: 1 })).toEqual({ valueOre: 1 });
  });
});
