import { newId, type LedgerLine, type OrderAssessed } from '#libs/contracts';
import { shardOf } from '#libs/messaging';
import type { TestService } from '#libs/service-kit/testing';
import { placed, ROLLAG } from '../src/domain/testing.js';

export const TODAY = '2026-08-20';
export const NOW = `${TODAY}T10:00:00.000Z`;

/** What the component specs do with the running service. */
export const stepsWith = (service: TestService) => ({
  adviserOf: (org: string) => service.as({ role: 'adviser', org, now: NOW }),

  /** An order is placed on the day of these specs. */
  place: async (terms: Parameters<typeof placed>[0] = {}) => {
    const order = placed({ orderId: newId(), initiatedAt: TODAY, ...terms });
    await service.publish('OrderPlaced', order, { occurredAt: NOW });
    return order;
  },

  /** The assessments of an order once there are as many as named. */
  assessments: (orderId: string, count = 1): Promise<OrderAssessed[]> =>
    service.until(
      async () => {
        const facts = await service.facts(orderId);
        return facts.filter(({ name }) => name === 'OrderAssessed').map(({ data }) => data as OrderAssessed);
      },
      (found) => found.length >= count,
    ),

  /** The names of an order's facts once the last one is there. */
  namesUntil: (orderId: string, last: string): Promise<string[]> =>
    service.until(
      async () => (await service.facts(orderId)).map(({ name }) => name),
      (names) => names.at(-1) === last,
    ),

  line: async (category: string, municipality = ROLLAG, on = TODAY): Promise<LedgerLine> => {
    const { body } = await service.as({ role: 'adviser', org: municipality }).get(`ledger/${category}?on=${on}`);
    return body as LedgerLine;
  },
});

/** Two order ids whose facts are in different shards, so that both orders are assessed at the same time. */
export function idsInTwoShards(): [string, string] {
  const first = newId();
  let second = newId();
  while (shardOf(second) === shardOf(first)) second = newId();
  return [first, second];
}
