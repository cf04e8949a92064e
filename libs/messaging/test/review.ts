import { fact, newId, type FactBody, type FactsOf } from '#libs/contracts';
import type { Noun } from '#libs/decider';
import { nounTable, type Call } from '#libs/messaging';

/** The smallest noun that shows a loss or a double: which versions it was told, in which order. */
export interface Seen {
  seen: number[];
}

export const review: Noun<Seen, FactsOf<'procurement-compliance'>> = {
  name: 'review',
  initial: () => ({ seen: [] }),
  evolve: (state, happened) =>
    happened.type === 'AwardAssessed' ? { seen: [...state.seen, happened.data.orderVersion] } : state,
};

export const REVIEW_TABLE = nounTable('review', { seen: `int (jsonb_array_length(state->'seen'))` });

export function award(orderId: string, orderVersion: number): FactBody<'AwardAssessed'> {
  const reasons = [{ rule: 'TEST', says: 'a test', reference: 'none' }];
  const ids = { claimId: newId(), departmentId: newId(), vekstbedrift: '310000019' };
  return { orderId, orderVersion, ...ids, outcome: 'cleared', reasons };
}

export const assessed = (orderId: string, orderVersion: number) => fact('AwardAssessed', award(orderId, orderVersion));

/** A request at the door, with an Idempotency-Key where one is given. */
export function callWith(key?: string, request = 'POST /reviews {}', actor: Partial<Call['actor']> = {}): Call {
  return {
    actor: { sub: 'p-test', org: '310000019', role: 'adviser', ...actor },
    now: '2026-11-23T09:00:00.000Z',
    clock: 'wall',
    correlationId: newId(),
    ...(key && { idempotency: { key, request } }),
  };
}
