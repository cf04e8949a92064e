import { fact, localDay, newId, type AnyFact, type FactBody, type FactName } from '#libs/contracts';
import { testService, type TestService } from '#libs/service-kit/testing';
import { reporting } from '#services/reporting';

export const ROLLAG = '310000019';
export const FLESBERG = '310000027';
export const NUMEDAL = '310000035';
export const VALDRES = '310000043';
export const CATERER = '310000051';
export const BAKERY = '310000078';

/** A fact with the moment it happened. */
export type Told = AnyFact & { at: string };

export const told = <N extends FactName>(at: string, type: N, data: FactBody<N>): Told =>
  ({ at, ...fact(type, data) }) as Told;

/** What differs between the orders of a test. */
interface Differs {
  municipality?: string;
  kindOfWork?: string;
  valueOre?: number;
  placedAt?: string;
  vekstbedrift?: string;
  departmentId?: string;
}

/** Everything that may be told of one order; a test takes what it needs, in the order it happens. */
export function orderStory(differs: Differs = {}) {
  const { municipality = ROLLAG, kindOfWork = 'meeting-food', valueOre = 250_000, vekstbedrift = NUMEDAL } = differs;
  const { placedAt = '2026-11-02T09:00:00.000Z', departmentId = newId() } = differs;
  const orderId = newId();
  const claimId = newId();
  const after = (hours: number) => new Date(Date.parse(placedAt) + hours * 3_600_000).toISOString();
  const version = (orderVersion = 1) => ({ orderId, orderVersion, municipality });
  const terms = {
    ...{ orderId, municipality, kindOfWork, valueOre },
    ...{ unit: newId(), title: 'Rolls for a meeting', cpv: '55521200', estimatedMinutes: 120, place: 'Town hall' },
    ...{ deliverFrom: '2026-12-01', deliverTo: '2026-12-02', claimBy: '2026-11-30T12:00:00.000Z' },
    initiatedAt: localDay(placedAt),
  };
  const claim = { claimId, departmentId, vekstbedrift };
  const external = (deliveryId: string) => ({ deliveryId, external: true, supplier: CATERER });
  const own = (deliveryId: string) => ({ deliveryId, external: false, supplier: vekstbedrift });
  return {
    orderId,
    departmentId,
    placed: () => told(placedAt, 'OrderPlaced', { ...terms, orderVersion: 1, municipalityNumber: '3336' }),
    amended: (to: { valueOre?: number; kindOfWork?: string }) =>
      told(after(1), 'OrderAmended', {
        ...{ ...terms, ...to, orderVersion: 2, municipalityNumber: '3336' },
        amendedAt: localDay(placedAt),
      }),
    assessed: (outcome = 'cleared', path = 'OUTSIDE_LAW', orderVersion = 1) =>
      told(placedAt, 'OrderAssessed', {
        ...{ ...version(orderVersion), category: 'food', ledgerId: `${municipality} food`, valueOre, outcome, path },
        ...{ initiatedAt: terms.initiatedAt, reasons: [{ rule: 'TEST', says: 'a test', reference: 'none' }] },
        ...{ doubts: [], rejectedPaths: [], usedOre: valueOre, limitOre: 10_000_000, headroomOre: 1, ruleSet: 'test' },
      }),
    opened: (path = 'OUTSIDE_LAW', orderVersion = 1) => told(after(2), 'OrderOpened', { ...terms, orderVersion, path }),
    held: () => told(after(1), 'OrderHeld', { ...version(), reason: { code: 'part-i', says: 'over the limit' } }),
    refused: () => told(after(1), 'OrderRefused', { ...version(), reason: { code: 'part-ii', says: 'announce it' } }),
    declined: (reason: string, by = departmentId) =>
      told(after(2), 'OfferDeclined', { ...version(), departmentId: by, vekstbedrift, reason }),
    confirmed: () => told(after(3), 'OrderConfirmed', { ...version(), ...claim }),
    reopened: () => told(after(4), 'OrderReopened', { ...version(), claimId, reason: 'claim-gone' }),
    fallback: (reason = 'all-declined') => told(after(5), 'OrderSentToFallback', { ...version(), kindOfWork, reason }),
    supplied: () => told(after(6), 'ExternalSupplierRecorded', { ...version(), supplier: CATERER }),
    withdrawn: () => told(after(7), 'OrderWithdrawn', { ...version(), reason: 'the meeting was called off' }),
    work: (deliveryId: string, facilitatedMinutes: number, participations: number, ripple: number[] = []) =>
      told(after(24), 'WorkDelivered', {
        ...{ ...version(), ...claim, deliveryId, deliveredOn: localDay(after(24)), kindOfWork },
        ...{ facilitatedMinutes, participations, steps: ['preparing'] },
        purchases: ripple.map((amountOre) => ({
          ...{ supplier: BAKERY, municipalityNumber: '3336', what: 'flour', amountOre },
        })),
      }),
    delivered: (deliveryId: string, hours = 24) =>
      told(after(hours), 'OrderDelivered', { ...version(), ...own(deliveryId), claimId }),
    deliveredExternally: (deliveryId: string, hours = 24) =>
      told(after(hours), 'OrderDelivered', { ...version(), ...external(deliveryId) }),
    disputed: (deliveryId: string) =>
      told(after(30), 'DeliveryDisputed', { ...version(), deliveryId, reason: 'too few rolls' }),
    accepted: (deliveryId: string, ore = valueOre) =>
      told(after(48), 'DeliveryAccepted', { ...version(), ...own(deliveryId), valueOre: ore }),
    acceptedExternally: (deliveryId: string, ore = valueOre) =>
      told(after(48), 'DeliveryAccepted', { ...version(), ...external(deliveryId), valueOre: ore }),
  };
}

/** An order from placing to the acceptance of a delivery with so many participations. */
export function acceptedOrder(participations: number, differs: Differs = {}): Told[] {
  const story = orderStory(differs);
  const id = newId();
  const { placed, assessed, opened, confirmed, work, delivered, accepted } = story;
  return [placed(), assessed(), opened(), confirmed(), work(id, 60, participations), delivered(id), accepted(id)];
}

/** Reporting at work, and somebody of the programme who sees everything. */
export async function reportingAtWork() {
  const service = await testService(reporting);
  const hears = async (...facts: Told[]) => {
    for (const { type, data, at } of facts) await service.publish(type, data, { occurredAt: at });
    await service.settled();
  };
  const read = async (path: string, persona: Parameters<TestService['as']>[0]) => {
    const { status, body } = await service.as(persona).get(path);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as never;
  };
  return { service, hears, read: (path: string) => read(path, { role: 'coordinator', org: CATERER }), readAs: read };
}
