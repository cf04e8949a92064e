import { localDay, type OrderTerms } from '#libs/contracts';
import { notFound, unprocessable, type Rejection } from '#libs/decider';
import { isRegistered, municipalityNotFound, type MunicipalityState } from '../municipality/municipality.js';

/** Why an order may not be placed, or amended, on these terms. */
export function refusalOfTerms(
  municipality: MunicipalityState,
  { unit, deliverFrom, deliverTo, claimBy }: OrderTerms,
  now: string,
): Rejection | undefined {
  if (!isRegistered(municipality)) return municipalityNotFound();
  if (!municipality.units.some(({ unitId }) => unitId === unit)) {
    return notFound('unit-not-found', 'Your municipality has no such unit.', { unit });
  }
  const today = localDay(now);
  if (deliverFrom < today) {
    return unprocessable('day-in-past', 'The first day of delivery is already past.', { deliverFrom, today });
  }
  if (deliverTo < deliverFrom) {
    return unprocessable('delivery-window', 'The last day of delivery is before the first.', {
      deliverFrom,
      deliverTo,
    });
  }
  if (Date.parse(claimBy) <= Date.parse(now)) {
    return unprocessable('claim-deadline-in-past', 'The deadline for claiming is already past.', { claimBy, now });
  }
  if (localDay(claimBy) > deliverTo) {
    return unprocessable(
      'claim-deadline-after-delivery',
      'The deadline for claiming is after the last day of delivery.',
      {
        claimBy,
        deliverTo,
      },
    );
  }
  return undefined;
}

export const noMunicipalityNumber = (day: string) =>
  unprocessable('no-municipality-number', 'Your municipality has no municipality number on that day.', { day });
