import { fact, localDay, type AmendOrder, type FactsOf } from '#libs/contracts';
import { conflict, type Decision } from '#libs/decider';
import { numberOn, type MunicipalityState } from '../municipality/municipality.js';
import { canBecome, isOrderOf, orderNotFound, statusForbids, type OrderState } from './order.js';
import { noMunicipalityNumber, refusalOfTerms } from './order-terms.js';

/** An amended order keeps the day its procurement was initiated, and with it its municipality number. */
export function amendOrder(
  order: OrderState,
  terms: AmendOrder,
  { municipality, seenVersion, now }: { municipality: MunicipalityState; seenVersion: number; now: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality.municipality)) return orderNotFound();
  const { orderId, orderVersion } = order;
  if (orderVersion !== seenVersion) {
    return conflict('order-changed', 'The order was changed since you read it: read it again and repeat your change.', {
      orderVersion,
      seenVersion,
    });
  }
  if (!canBecome(order, 'placed')) {
    return statusForbids(order, 'order-not-amendable', 'only before it is confirmed can it be changed');
  }
  const refusal = refusalOfTerms(municipality, terms, now);
  if (refusal) return refusal;
  const { initiatedAt } = order.terms;
  const municipalityNumber = numberOn(municipality, initiatedAt);
  if (!municipalityNumber) return noMunicipalityNumber(initiatedAt);
  return [
    fact('OrderAmended', {
      ...terms,
      orderId,
      orderVersion: orderVersion + 1,
      municipality: municipality.municipality,
      municipalityNumber,
      initiatedAt,
      amendedAt: localDay(now),
    }),
  ];
}
