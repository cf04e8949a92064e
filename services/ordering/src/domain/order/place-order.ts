import { fact, localDay, type FactsOf, type PlaceOrder } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { numberOn, type MunicipalityState } from '../municipality/municipality.js';
import type { OrderState } from './order.js';
import { noMunicipalityNumber, refusalOfTerms } from './order-terms.js';

export function placeOrder(
  { orderId }: OrderState,
  terms: PlaceOrder,
  { municipality, now }: { municipality: MunicipalityState; now: string },
): Decision<FactsOf<'ordering'>> {
  const refusal = refusalOfTerms(municipality, terms, now);
  if (refusal) return refusal;
  const initiatedAt = localDay(now);
  const municipalityNumber = numberOn(municipality, initiatedAt);
  if (!municipalityNumber) return noMunicipalityNumber(initiatedAt);
  return [
    fact('OrderPlaced', {
      ...terms,
      orderId,
      orderVersion: 1,
      municipality: municipality.municipality,
      municipalityNumber,
      initiatedAt,
    }),
  ];
}
