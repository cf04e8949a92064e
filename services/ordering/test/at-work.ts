import type { OrderTerms } from '#libs/contracts';
import { testService, type TestService } from '#libs/service-kit/testing';
import { ordering } from '#services/ordering';
import { FLESBERG, NOW, ROLLAG, terms, type Incoming } from '../src/domain/testing.js';

/** Ordering with two municipalities and a unit in each, at noon of the day of the domain's specs. */
export async function orderingAtWork() {
  const service = await testService(ordering);
  const operator = service.as({ role: 'operator', org: ROLLAG, now: NOW });
  const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
  const units: Record<string, string> = {};
  for (const [municipality, name] of [
    [ROLLAG, 'Rollag'],
    [FLESBERG, 'Flesberg'],
  ] as const) {
    await operator.post('municipalities', { municipality, name, numbers });
    const { body } = await operator.post(`municipalities/${municipality}/units`, { name: `${name} town hall` });
    units[municipality] = body.happened[0].data.unitId as string;
  }
  const buyer = service.as({ role: 'buyer', org: ROLLAG, now: NOW });
  const asked: OrderTerms = { ...terms, unit: units[ROLLAG]! };
  return { service, operator, units, asked, buyer, neighbour: service.as({ role: 'buyer', org: FLESBERG, now: NOW }) };
}

/** An order placed by Rollag. */
export async function place({ buyer, asked }: Awaited<ReturnType<typeof orderingAtWork>>): Promise<string> {
  const { body, status } = await buyer.post('orders', asked);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id as string;
}

/** Publishes facts of the neighbours about an order; ordering follows each before the next, as one is the other's cause. */
export async function happens(service: TestService, orderId: string, ...facts: Incoming[]): Promise<void> {
  for (const { type, data } of facts) {
    await service.publish(type, { ...data, orderId }, { occurredAt: NOW, clock: 'signed' });
    await service.settled();
  }
}

/** The names of ordering's own facts about an order. */
export const told = async (service: TestService, orderId: string): Promise<string[]> =>
  (await service.facts(orderId)).map(({ name }) => name);
