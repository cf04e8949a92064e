import { said } from './client.js';
import { cross, happened, TIMES, times } from './crossing.js';
import { SCOPE_ORE } from './moments.js';
import { platformOfThisFile } from './platform.js';
import { refused } from './refused.js';
import { Town } from './town.js';

const PLENTY = 10_000;
const MINUTES = 600;

const given = platformOfThisFile();

const townWith = (minutesOf: Record<string, number>) => Town.build(given.client, minutesOf);

describe('A buyer withdraws while', () => {
  it('a department claims: the order stays withdrawn, the hours are free again, nothing counts', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const { kitchen } = town;
    await times(async (i) => {
      const order = await town.opened();
      const [claimed, withdrawn] = await cross(i, () => order.claim(kitchen), order.withdraw);
      expect(withdrawn.status).toBe(201);
      if (claimed.status !== 201) refused(claimed, 409, 'offer-closed', { reason: 'withdrawn' });
      const end = await order.settledAs('withdrawn');
      expect(end.offers).toMatchObject({ status: 'closed', ended: 'withdrawn' });
      const released = claimed.status === 201 ? [{ data: { reason: 'withdrawn' } }] : [];
      expect(happened(end, 'ClaimReleased')).toMatchObject(released);
    });
    expect(await town.minutes(kitchen)).toEqual({ held: 0, used: 0, free: 2 * PLENTY });
    expect(await town.ledger()).toMatchObject({ usedOre: 0, entries: 0 });
  });

  it('it is assessed: it is never opened afterwards', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    await times(async () => {
      const order = await town.placed();
      expect((await order.withdraw()).status).toBe(201);
      const { story } = await order.settledAs('withdrawn');
      expect(story.slice(story.indexOf('OrderWithdrawn'))).not.toContain('OrderOpened');
    });
    expect(await town.ledger()).toMatchObject({ usedOre: 0, entries: 0 });
  });

  it.each(['approve', 'refuse'] as const)('an adviser decides to %s: it stays withdrawn', async (decision) => {
    const town = await townWith({ Kitchen: PLENTY });
    await times(async (i) => {
      const order = await town.placed({ valueOre: SCOPE_ORE });
      await order.settledAs('held');
      const [decided, withdrawn] = await cross(i, () => order.decide(decision), order.withdraw);
      if (decided.status !== 201) refused(decided, 409, 'review-not-open', { status: 'closed' });
      const end = await order.settled();
      if (withdrawn.status === 201) expect(end.view.status).toBe('withdrawn');
      else {
        refused(withdrawn, 409, 'order-not-withdrawable', { status: 'refused' });
        expect([decision, end.view.status]).toEqual(['refuse', 'refused']);
      }
      expect(happened(end, 'LedgerEntryReleased')).toHaveLength(1);
    });
    expect(await town.ledger()).toMatchObject({ usedOre: 0, entries: 0 });
  });

  it('the work is delivered: withdrawn stays, used hours stay used, and it is not counted as delivered', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const { kitchen } = town;
    const ends = await times(async (i) => {
      const order = await town.opened();
      const claimId = await order.confirmedFor(kitchen);
      const [delivered, withdrawn] = await cross(i, () => order.deliver(kitchen, claimId), order.withdraw);
      if (delivered.status !== 201) refused(delivered, 409, 'order-ended', { reason: 'withdrawn' });
      if (withdrawn.status !== 201) refused(withdrawn, 409, 'order-not-withdrawable', { status: 'delivered' });
      const { view } = await order.settled();
      expect(view.status).toBe(withdrawn.status === 201 ? 'withdrawn' : 'delivered');
      return { worked: delivered.status === 201, status: view.status };
    });
    const used = ends.filter(({ worked }) => worked).length * MINUTES;
    expect(await town.minutes(kitchen)).toEqual({ held: 0, used, free: 2 * PLENTY - used });
    const delivered = ends.filter(({ status }) => status === 'delivered').length;
    expect(await town.ledger()).toMatchObject({ entries: delivered, usedOre: delivered * 100_000 });
    const orders = { delivered, withdrawn: TIMES - delivered };
    await town.untilReported({ orders, facilitatedMinutes: { value: 0 } });
  });
});

describe('A buyer amends while', () => {
  it('the older version is assessed: only the new version is opened, offered and counted', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    await times(async (i) => {
      const order = await town.placed();
      // Every second time it becomes another kind of purchase, so its entry moves to another ledger.
      const packing = i % 2 ? { kindOfWork: 'packing', cpv: '79920000' } : {};
      expect((await order.amend(1, { ...packing, valueOre: 200_000 })).status).toBe(200);
      const { view, story } = await order.settled();
      expect(view).toMatchObject({ orderVersion: 2, valueOre: 200_000, status: i % 2 ? 'fallback' : 'open' });
      expect(story.slice(story.indexOf('OrderAmended')).filter((fact) => fact === 'OrderOpened')).toHaveLength(1);
    });
    const half = { entries: TIMES / 2, usedOre: (TIMES / 2) * 200_000 };
    expect([await town.ledger('food'), await town.ledger('packing')]).toMatchObject([half, half]);
  });

  it('the older version is claimed: that claim ends, or the order is confirmed and no longer amended', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const { kitchen } = town;
    const confirmed = await times(async (i) => {
      const order = await town.opened();
      const [amended, claimed] = await cross(
        i,
        () => order.amend(1, { valueOre: 150_000 }),
        () => order.claim(kitchen),
      );
      if (amended.status !== 200) refused(amended, 409, 'order-not-amendable', { status: 'confirmed' });
      if (claimed.status !== 201) refused(claimed, 409, 'offer-closed', { reason: 'amended' });
      const end = await order.settled();
      const version = amended.status === 200 ? 2 : 1;
      const claimedVersion = claimed.body['happened']?.[0].data.orderVersion as number | undefined;
      expect(end.view.orderVersion).toBe(version);
      expect(end.view.status).toBe(claimedVersion === version ? 'confirmed' : 'open');
      if (claimedVersion === 1 && version === 2)
        expect(happened(end, 'ClaimReleased')[0]).toMatchObject({ data: { orderVersion: 1, reason: 'amended' } });
      return claimedVersion === version;
    });
    const held = confirmed.filter(Boolean).length * MINUTES;
    expect(await town.minutes(kitchen)).toMatchObject({ held, used: 0 });
  });

  it('an adviser decides on the older version: the new version is judged anew', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    await times(async (i) => {
      const order = await town.placed({ valueOre: SCOPE_ORE });
      await order.settledAs('held');
      const dearer = { valueOre: SCOPE_ORE + 100 };
      const [decided, amended] = await cross(
        i,
        () => order.decide('approve'),
        () => order.amend(1, dearer),
      );
      expect(amended.status).toBe(200);
      if (decided.status !== 201)
        expect(['review-not-open', 'review-superseded']).toContain(decided.body['code'] as string);
      const end = await order.settledAs('held');
      expect(happened(end, 'OrderHeld').at(-1)).toMatchObject({ data: { orderVersion: 2 } });
      expect((await order.decide('approve', 2)).status).toBe(201);
      await order.settledAs('open');
    });
  });
});

describe('Two orders', () => {
  const half = { valueOre: SCOPE_ORE / 2 };

  it('want the last krone under the limit: exactly one is cleared, the other is held', async () => {
    await times(async () => {
      const town = await townWith({ Kitchen: PLENTY });
      const orders = await Promise.all([town.placed(half), town.placed(half)]);
      const ends = await Promise.all(orders.map((order) => order.settled()));
      const [cleared, held] = ends.toSorted((a, b) => b.view.status.localeCompare(a.view.status));
      expect([cleared!.view.status, held!.view.status]).toEqual(['open', 'held']);
      const clear = { outcome: 'cleared', usedOre: SCOPE_ORE / 2, headroomOre: SCOPE_ORE / 2 };
      expect(happened(cleared!, 'OrderAssessed')).toMatchObject([{ data: clear }]);
      const figures = { usedOre: SCOPE_ORE, limitOre: SCOPE_ORE };
      expect(held!.view.reason).toMatchObject({ code: 'part-i', figures });
      expect(await town.ledger()).toMatchObject({ entries: 2, usedOre: SCOPE_ORE, headroomOre: 0 });
    });
  });

  it('leave one øre under it: both are cleared', async () => {
    await times(async () => {
      const town = await townWith({ Kitchen: PLENTY });
      const orders = await Promise.all([town.placed(half), town.placed({ valueOre: SCOPE_ORE / 2 - 1 })]);
      for (const order of orders) await order.settledAs('open');
      expect(await town.ledger()).toMatchObject({ entries: 2, usedOre: SCOPE_ORE - 1, headroomOre: 1 });
    });
  });
});

it('A delivery is registered while the one before is disputed: the new one takes its place, and both stay in sight', async () => {
  const town = await townWith({ Kitchen: PLENTY });
  const { kitchen } = town;
  await times(async (i) => {
    const order = await town.opened();
    const claimId = await order.confirmedFor(kitchen);
    const first = said(await order.deliver(kitchen, claimId), 'WorkDelivered', 'deliveryId');
    await order.settledAs('delivered');
    const [disputed, again] = await cross(
      i,
      () => order.dispute(first),
      () => order.deliver(kitchen, claimId),
    );
    const second = said(again, 'WorkDelivered', 'deliveryId');
    if (disputed.status !== 201) refused(disputed, 409, 'delivery-superseded', { latest: second });
    const end = await order.settledAs('delivered');
    const wrong = disputed.status === 201 ? 'Too few.' : undefined;
    expect(end.view.deliveries).toMatchObject([{ deliveryId: first }, { deliveryId: second }]);
    expect(end.view.deliveries!.map(({ disputed }) => disputed)).toEqual([wrong, undefined]);
    refused(await order.accept(first), 409, 'delivery-superseded', { latest: second });
    expect((await order.accept(second)).status).toBe(201);
    await order.settledAs('closed');
  });
  expect(await town.minutes(kitchen)).toMatchObject({ held: 0, used: TIMES * MINUTES });
  await town.untilReported({ orders: { delivered: TIMES }, facilitatedMinutes: { value: TIMES * 480 } });
});
