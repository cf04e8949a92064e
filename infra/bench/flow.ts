import type { Client } from './client.js';
import type { Follower } from './follower.js';
import { bodyOf, type Desk, type Town } from './town.js';

/** NOK 50 ex VAT: thousands of orders stay below the scope of the law, so every one is cleared. */
const VALUE_ORE = 5_000;

/** One order from posting to outcome; answers with the milliseconds from placed to cleared by the database's clock. */
export async function playFlow(client: Client, follower: Follower, town: Town, desk: Desk): Promise<number> {
  const { deliverFrom, deliverTo, claimBy } = town;
  const order = {
    ...{
      unit: desk.unit,
      title: 'Rolls for a meeting',
      kindOfWork: 'meeting-food',
      cpv: '55521200',
      place: 'Town hall',
    },
    ...{ valueOre: VALUE_ORE, estimatedMinutes: 30, deliverFrom, deliverTo, claimBy },
  };
  const { id } = await client.post(desk.buyer, '/api/ordering/orders', order, 'place');
  const [placed, cleared] = await Promise.all([follower.fact('OrderPlaced', id), follower.fact('OrderAssessed', id)]);
  await follower.fact('OrderOffered', id);
  const orders = `/api/task-assignment/orders/${id}`;
  const claimed = await client.post(desk.leader, `${orders}/claims`, { departmentId: desk.departmentId }, 'claim');
  const claimId = bodyOf(claimed, 'OrderClaimed')['claimId'];
  await follower.fact('ClaimConfirmed', id);
  const work = {
    claimId,
    deliveredOn: town.today,
    facilitatedMinutes: 60,
    participations: 6,
    steps: ['preparing'],
    purchases: [],
  };
  const delivered = await client.post(desk.leader, `${orders}/deliveries`, work, 'deliver');
  const deliveryId = bodyOf(delivered, 'WorkDelivered')['deliveryId'] as string;
  await follower.fact('OrderDelivered', id);
  await client.post(desk.buyer, `/api/ordering/orders/${id}/deliveries/${deliveryId}/acceptance`, {}, 'accept');
  await follower.inReporting(await follower.fact('OrderClosed', id));
  return cleared.timeMs - placed.timeMs;
}
