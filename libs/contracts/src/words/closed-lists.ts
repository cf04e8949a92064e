/** Who has signed for a number: counted by the platform, or stated by somebody outside it. */
export const CERTAINTIES = ['measured', 'declared'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** The legal paths, least intrusive first (norwegian-procurement § 10). */
export const PATHS = [
  'OUTSIDE_LAW',
  'EGENREGI_3_1',
  'EGENREGI_3_2',
  'COOPERATION_3_3',
  'PART_I',
  'PART_I_RESERVED',
  'PART_II_EXEMPT',
  'PART_II_RESERVED',
  'PART_II_OPEN',
  'PART_III_RESERVED',
  'PART_III_OPEN',
  'PART_IV_RESERVED',
  'PART_IV_OPEN',
] as const;
export type Path = (typeof PATHS)[number];

/** What an assessment may come to. */
export const OUTCOMES = ['cleared', 'needs-person', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How sure an assessment is, in one word: lower where anything is in doubt or no rules are known for the day. */
export const CONFIDENCES = ['high', 'lower'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What a reviewing adviser may decide. */
export const DECISIONS = ['approve', 'refuse'] as const;

/** Why a department gets no offer, as far as the platform can see. */
export const NO_OFFER_REASONS = [
  'does-not-serve-municipality',
  'does-not-do-this-work',
  'not-enough-capacity',
  'directed-to-another',
  'refused-at-award',
  'declined-before',
] as const;
export type NoOfferReason = (typeof NO_OFFER_REASONS)[number];

/** Why a department says no. */
export const DECLINE_REASONS = [
  'no-hands',
  'wrong-skills',
  'too-far',
  'too-short-notice',
  'equipment-missing',
  'other',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** Why no vekstbedrift takes an order: the unmet need. */
export const UNCLAIMED_REASONS = ['nobody-eligible', 'all-declined', 'deadline-passed'] as const;
export type UnclaimedReason = (typeof UNCLAIMED_REASONS)[number];

/** Why a claim ended without work. */
export const RELEASE_REASONS = [
  'expired',
  'withdrawn',
  'amended',
  'award-refused',
  'review-refused',
  'superseded',
  'claim-gone',
] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** The steps of a job that people in adapted work take part in. */
export const WORK_STEPS = ['buying', 'preparing', 'producing', 'delivering', 'clearing'] as const;

/** Classes of customers of a vekstbedrift, for shares of its turnover. */
export const CUSTOMER_CLASSES = ['owners', 'nav', 'other-public', 'private'] as const;
export type CustomerClass = (typeof CUSTOMER_CLASSES)[number];

/** The roles a token may carry. */
export const ROLES = ['buyer', 'adviser', 'work-leader', 'manager', 'coordinator', 'operator'] as const;
export type Role = (typeof ROLES)[number];
