import type { Figure, NoFigureReason } from '#libs/contracts';

/** A number that the platform counted itself. */
export const measured = (value: number): Figure => ({ value, certainty: 'measured' });

/** A number that somebody outside the platform stated. */
export const declared = (value: number): Figure => ({ value, certainty: 'declared' });

/** No number, and why. */
export const noFigure = (certainty: 'measured' | 'declared', reason: NoFigureReason): Figure => ({
  value: null,
  certainty,
  reason,
});
