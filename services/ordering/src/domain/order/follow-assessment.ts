import { fact, type CodedReason, type FactsOf, type OrderAssessed } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { openOrder } from './open-order.js';
import { answersCurrent, versionOf, type OrderState } from './order.js';

export function followAssessment(order: OrderState, assessed: OrderAssessed): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, assessed)) return harmless('it answers an older version');
  if (order.status !== 'placed') return harmless('the order was withdrawn, or this version has its answer');
  switch (assessed.outcome) {
    case 'cleared':
      return [openOrder(order, assessed.path)];
    case 'needs-person':
      return [fact('OrderHeld', { ...versionOf(order), reason: reasonOf(assessed) })];
    case 'refused':
      return [fact('OrderRefused', { ...versionOf(order), reason: reasonOf(assessed) })];
    default:
      throw new Error(`An assessment came to ${assessed.outcome}, which ordering does not know`);
  }
}

/** The first reason is the one that decides. */
function reasonOf({ path, reasons, usedOre, limitOre }: OrderAssessed): CodedReason {
  const { rule, says, reference } = reasons[0]!;
  const code = path.toLowerCase().split('_').filter(Boolean).slice(0, 10).join('-');
  return { code, says, figures: { path, rule, reference, usedOre, limitOre } };
}
