import { forbidden, type Rejection } from '#libs/decider';

/** Who records something on a vekstbedrift. */
export interface Recorder {
  org: string;
  role: string;
}

/** A manager records only for the own vekstbedrift; an operator of the platform for any. */
export function refuseForeign(vekstbedrift: string, by: Recorder): Rejection | undefined {
  if (by.role === 'operator' || by.org === vekstbedrift) return undefined;
  return forbidden('not-your-vekstbedrift', 'Only the vekstbedrift itself may record this.', { vekstbedrift });
}
