import { fact, type FactsOf, type OrderUnclaimed } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { answersCurrent, versionOf, type OrderState } from './order.js';

/** No claim lives when an order is unclaimed: one that ordering has confirmed meanwhile is gone. */
export function followUnclaimed(order: OrderState, unclaimed: OrderUnclaimed): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, unclaimed)) return harmless('it answers an older version');
  if (order.status !== 'open' && order.status !== 'confirmed') return harmless('the order no longer waits for a claim');
  const version = versionOf(order);
  const { kindOfWork } = order.terms;
  const fallback = fact('OrderSentToFallback', { ...version, kindOfWork, reason: unclaimed.reason });
  if (order.status === 'open') return [fallback];
  const { claimId } = order.claim;
  return [fact('OrderReopened', { ...version, claimId, reason: 'claim-gone' }), fallback];
}
