import { fact, type RecordOwnership } from '#libs/contracts';
import { unprocessable, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import { refuseForeign, type Recorder } from './on-behalf-of.js';
import type { VekstbedriftState } from './vekstbedrift.js';

const WHOLE = 10_000;

/** Records who owns a vekstbedrift from a day on; earlier days keep their owners, the same first day is replaced. */
export function recordOwnership(
  { vekstbedrift }: VekstbedriftState,
  { validFrom, owners, privateShare = 0 }: RecordOwnership,
  { by }: { by: Recorder },
): Decision<ComplianceFact> {
  const foreign = refuseForeign(vekstbedrift, by);
  if (foreign) return foreign;
  const twice = owners.find(({ owner }, i) => owners.some((other, j) => j < i && other.owner === owner));
  if (twice) {
    return unprocessable('owner-twice', 'An owner is named twice: give one share for each owner.', {
      owner: twice.owner,
    });
  }
  const sum = owners.reduce((total, { share }) => total + share, privateShare);
  if (sum !== WHOLE) {
    return unprocessable('shares-do-not-sum', 'The shares and the private capital must come to 100 % (10000).', {
      sum,
      missing: WHOLE - sum,
    });
  }
  return [fact('OwnershipRecorded', { vekstbedrift, validFrom, owners, privateShare })];
}
