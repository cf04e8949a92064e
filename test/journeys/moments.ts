/** A Monday, 09:00 in Norway, by the signed clock: the law's scope is 100 000 kroner, and no wall clock passes a deadline. */
export const NOW = '2026-06-15T07:00:00.000Z';
export const TODAY = '2026-06-15';
export const SCOPE_ORE = 10_000_000;

/** The days of delivery. */
export const DAYS = ['2026-06-29', '2026-06-30'] as const;

/** A claim of now stands for 72 hours. */
export const EXPIRY = '2026-06-18T07:00:00.000Z';

/** Deadlines for claims: after a claim of now has expired, a second before that, and before the claim expires. */
export const CLAIM_BY = '2026-06-26T07:00:00.000Z';
export const BEFORE_CLAIM_BY = '2026-06-26T06:59:59.000Z';
export const EARLY_CLAIM_BY = '2026-06-17T07:00:00.000Z';
