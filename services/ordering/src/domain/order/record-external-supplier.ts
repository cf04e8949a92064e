import { fact, type FactsOf, type RecordExternalSupplier } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { canBecome, isOrderOf, orderNotFound, statusForbids, versionOf, type OrderState } from './order.js';

export function recordExternalSupplier(
  order: OrderState,
  { supplier, reason }: RecordExternalSupplier,
  { municipality }: { municipality: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality)) return orderNotFound();
  if (!canBecome(order, 'external')) {
    return statusForbids(order, 'order-not-in-fallback', 'only in fallback does another supplier take it');
  }
  return [fact('ExternalSupplierRecorded', { ...versionOf(order), supplier, ...(reason && { reason }) })];
}
