import { fact, type FactsOf, type WorkDelivered } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { latestDelivery } from './delivery.js';
import { answersCurrent, versionOf, type OrderState } from './order.js';

/** Work done under the confirmed claim; a later delivery under it takes the place of an earlier one until one is accepted. */
export function followDelivery(order: OrderState, work: WorkDelivered): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, work)) return harmless('it answers an older version');
  const { deliveryId, claimId, vekstbedrift, deviation } = work;
  if (claimUnder(order) !== claimId)
    return harmless('the order was withdrawn or closed, or the claim is not the confirmed one');
  const delivery = { deliveryId, external: false, supplier: vekstbedrift, claimId, ...(deviation && { deviation }) };
  return [fact('OrderDelivered', { ...versionOf(order), ...delivery })];
}

/** The claim under which work may be delivered as things stand. */
function claimUnder(order: OrderState): string | undefined {
  if (order.status === 'confirmed') return order.claim.claimId;
  return order.status === 'delivered' || order.status === 'disputed' ? latestDelivery(order).claimId : undefined;
}
