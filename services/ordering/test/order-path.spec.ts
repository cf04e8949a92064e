import { check, OrderView, Receipt, type OrderAssessed } from '#libs/contracts';
import { CATERER, CLAIM, DELIVERY, incoming, NOW, NUPRO, OTHER_CLAIM } from '../src/domain/testing.js';
import { REDELIVERY, ROLLAG } from '../src/domain/testing.js';
import { happens, orderingAtWork, place } from './at-work.js';

type AtWork = Awaited<ReturnType<typeof orderingAtWork>>;
let at: AtWork;
beforeAll(async () => (at = await orderingAtWork()));
afterAll(() => at.service.close());

const view = async (orderId: string, client = at.buyer) => (await client.get(`orders/${orderId}`)).body as OrderView;
const keeps = (contract: new () => object, body: unknown) => expect(check(contract, body)).not.toHaveProperty('flaws');

describe('The path of an order', () => {
  it('goes from placing to closing, and every step of every service is in its timeline', async () => {
    const placed = await at.buyer.post('orders', at.asked);
    expect(placed.status).toBe(201);
    keeps(Receipt, placed.body);
    const orderId = placed.body.id as string;
    expect(placed.headers.location).toBe(`/api/ordering/orders/${orderId}`);

    const { buyer, service } = at;
    await happens(service, orderId, incoming.assessed('cleared'));
    expect(await view(orderId)).toMatchObject({ status: 'open', path: 'OUTSIDE_LAW' });
    await happens(service, orderId, incoming.award('cleared'));
    expect(await view(orderId)).toMatchObject({ status: 'confirmed', claim: { claimId: CLAIM, vekstbedrift: NUPRO } });
    await happens(service, orderId, incoming.work());
    const disputed = await buyer.post(`orders/${orderId}/deliveries/${DELIVERY}/dispute`, {
      reason: 'Half is missing.',
    });
    expect(disputed.status).toBe(201);
    await happens(service, orderId, incoming.work(REDELIVERY));
    expect((await buyer.post(`orders/${orderId}/deliveries/${DELIVERY}/acceptance`, {})).body.code).toBe(
      'delivery-superseded',
    );
    const tooMuch = await buyer.post(`orders/${orderId}/deliveries/${REDELIVERY}/acceptance`, { valueOre: 250_001 });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([409, 'value-above-order']);
    const accepted = await buyer.post(`orders/${orderId}/deliveries/${REDELIVERY}/acceptance`, { valueOre: 200_000 });
    expect(accepted.status).toBe(201);

    const story = await view(orderId);
    keeps(OrderView, story);
    expect(story).toMatchObject({
      status: 'closed',
      acceptedOre: 200_000,
      municipalityName: 'Rollag',
      unitName: 'Rollag town hall',
      deliveries: [{ deliveryId: DELIVERY, disputed: 'Half is missing.' }, { deliveryId: REDELIVERY }],
    });
    expect(story.timeline.map(({ service: of, fact }) => `${of}: ${fact}`)).toEqual([
      'ordering: OrderPlaced',
      'procurement-compliance: OrderAssessed',
      'ordering: OrderOpened',
      'procurement-compliance: AwardAssessed',
      'ordering: OrderConfirmed',
      'task-assignment: WorkDelivered',
      'ordering: OrderDelivered',
      'ordering: DeliveryDisputed',
      'task-assignment: WorkDelivered',
      'ordering: OrderDelivered',
      'ordering: DeliveryAccepted',
      'ordering: OrderClosed',
    ]);
    expect(story.timeline[0]).toMatchObject({
      at: NOW,
      by: { org: ROLLAG, role: 'buyer' },
      data: { title: at.asked.title },
    });
    expect(story.timeline[2]).toMatchObject({ at: NOW });
    expect(story.timeline[2]).not.toHaveProperty('by');
  });

  it('goes by an external supplier where nobody takes the order', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('cleared'), incoming.unclaimed('all-declined'));
    expect(await view(orderId)).toMatchObject({ status: 'fallback', reason: { code: 'all-declined' } });
    const early = await at.buyer.post(`orders/${orderId}/external-delivery`, {});
    expect([early.status, early.body.code]).toEqual([409, 'no-external-supplier']);
    await at.buyer.post(`orders/${orderId}/external-supplier`, { supplier: CATERER });
    const { body } = await at.buyer.post(`orders/${orderId}/external-delivery`, { deviation: 'A day late.' });
    const { deliveryId } = body.happened[0].data as { deliveryId: string };
    await at.buyer.post(`orders/${orderId}/deliveries/${deliveryId}/acceptance`, {});
    const story = await view(orderId);
    keeps(OrderView, story);
    expect(story).toMatchObject({
      status: 'closed',
      acceptedOre: 250_000,
      deliveries: [{ external: true, supplier: CATERER }],
    });
  });

  it('waits for an adviser where the law is in doubt, with the reason', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('needs-person'));
    expect(await view(orderId)).toMatchObject({ status: 'held', reason: { code: 'part-i' } });
    await happens(at.service, orderId, incoming.reviewed('approve'));
    expect(await view(orderId)).toMatchObject({ status: 'open', path: 'PART_I' });
    await happens(at.service, orderId, incoming.awardReviewed('approve'));
    expect(await view(orderId)).toMatchObject({ status: 'confirmed' });
  });

  it('goes on with an assessment that an earlier release wrote, and shows it in the words of today', async () => {
    const orderId = await place(at);
    const { doubts: _, ...assessed } = incoming.assessed('cleared').data as OrderAssessed;
    const doubt = { rule: 'PLATFORM_ONLY', says: 'Counts this platform only.', reference: 'FOA § 5-4 (9)' };
    const reasons = [...assessed.reasons, doubt];
    const type = 'no.inkluderendekommune.procurement-compliance.OrderAssessed.v1';
    await at.service.publishAs(type, orderId, { ...assessed, orderId, reasons, confidence: 'lower' });
    await at.service.settled();
    const { status, timeline } = await view(orderId);
    expect(status).toBe('open');
    expect(timeline[1]!.data).toMatchObject({ reasons: assessed.reasons, doubts: [doubt] });
    expect(timeline[1]!.data).not.toHaveProperty('confidence');
  });

  it('hides how many took part in a delivery', async () => {
    const orderId = await place(at);
    const few = incoming.work();
    await happens(at.service, orderId, { ...few, data: { ...few.data, participations: 4 } } as typeof few);
    await happens(at.service, orderId, { ...few, data: { ...few.data, participations: 5 } } as typeof few);
    const shown = (await view(orderId)).timeline
      .slice(1)
      .map(({ data }) => [data.participations, data.participationsHidden]);
    expect(shown).toEqual([
      [null, 'shown in sums only'],
      [null, 'shown in sums only'],
    ]);
  });

  it('shows which fact a service has put aside', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('cleared', { outcome: 'postponed' }));
    await happens(at.service, orderId, incoming.released('expired', OTHER_CLAIM));
    const { timeline, status } = await view(orderId);
    expect(status).toBe('placed');
    expect(timeline[1]).toMatchObject({ fact: 'OrderAssessed', parked: [{ consumer: 'ordering' }] });
    expect(timeline.filter(({ parked }) => parked)).toHaveLength(1);
    await at.service.database.query(`UPDATE dead_letter SET resolved_at = now(), resolution = 'test'`);
  });
});
