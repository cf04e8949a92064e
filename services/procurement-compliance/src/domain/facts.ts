import type { FactsOf } from '#libs/contracts';

/** Everything that this service publishes. */
export type ComplianceFact = FactsOf<'procurement-compliance'>;
