import type { LedgerLine, LedgerOfCategoryView } from '#libs/contracts';
import { declaredIn, isDeclared, isInWindow, ordersIn, usedIn, type LedgerState } from '../domain/ledger/ledger.js';
import { limitOn } from '../domain/rules/rule-set.js';

/** A ledger on a day as one line. */
export function ledgerLine(state: LedgerState, on: string): LedgerLine {
  const usedOre = usedIn(state, on);
  const limitOre = limitOn('LOA_SCOPE', on)?.ore;
  return {
    category: state.category,
    usedOre,
    declaredOre: declaredIn(state, on),
    declared: isDeclared(state, on),
    entries: ordersIn(state, on),
    ...(limitOre !== undefined && { limitOre, headroomOre: Math.max(0, limitOre - usedOre) }),
  };
}

/** A ledger on a day with what it is made of. */
export function ledgerOfCategory(state: LedgerState, on: string): LedgerOfCategoryView {
  const open = Object.entries(state.entries)
    .map(([orderId, entry]) => ({ orderId, ...entry }))
    .filter(({ initiatedAt }) => isInWindow(initiatedAt, on));
  const accepted = Object.entries(state.settled).filter(([day]) => isInWindow(day, on));
  const declarations = Object.entries(state.declarations)
    .map(([declarationId, declared]) => ({ declarationId, ...declared }))
    .filter(({ to }) => isInWindow(to, on));
  return {
    ...{ municipality: state.municipality, on, ...ledgerLine(state, on) },
    ...{ open, declarations },
    acceptedOre: accepted.reduce((sum, [, { valueOre }]) => sum + valueOre, 0),
  };
}
