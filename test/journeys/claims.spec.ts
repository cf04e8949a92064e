import type { Answer } from './client.js';
import { cross, happened, TIMES, times, whileDeadlinesPass } from './crossing.js';
import { BEFORE_CLAIM_BY, CLAIM_BY, DAYS, EARLY_CLAIM_BY, EXPIRY } from './moments.js';
import type { OrderOnItsWay, Settled } from './order-on-its-way.js';
import { platformOfThisFile } from './platform.js';
import { refused } from './refused.js';
import { Town, type Department } from './town.js';

/** A crossing that is a matter of milliseconds is tried again until it has been seen. */
const MOST_ROUNDS = 20;
const PLENTY = 10_000;
const MINUTES = 600;

const given = platformOfThisFile();

const townWith = (minutesOf: Record<string, number>) => Town.build(given.client, minutesOf);
const winnerOf = (answers: Answer[]) => answers.findIndex(({ status }) => status === 201);

/** Claims whenever it is possible, until a claim is confirmed or so many were made. */
async function claimSoOften(order: OrderOnItsWay, by: Department, most: number): Promise<void> {
  for (let made = 0; made < most && (await order.view()).status !== 'confirmed';)
    if ((await order.claim(by)).status === 201) made += 1;
}

describe('Two departments', () => {
  it('claim at once: one wins, the other is told who holds the order and keeps its hours', async () => {
    const town = await townWith({ Kitchen: PLENTY, Bakery: PLENTY });
    const wins = await times(async (i) => {
      const order = await town.opened();
      const both = i % 2 ? town.departments : town.departments.toReversed();
      const answers = await Promise.all(both.map((department) => order.claim(department)));
      const winner = winnerOf(answers);
      const { name, departmentId, vekstbedrift } = both[winner]!;
      const holder = { departmentId, departmentName: name, vekstbedrift, vekstbedriftName: `${name} Vekst` };
      refused(answers[1 - winner]!, 409, 'order-taken', holder);
      const end = await order.settledAs('confirmed');
      expect(end.view.claim).toMatchObject({ departmentId, vekstbedrift });
      expect(happened(end, 'OrderClaimed')).toHaveLength(1);
      return name;
    });
    for (const department of town.departments) {
      const held = wins.filter((name) => name === department.name).length * MINUTES;
      expect(await town.minutes(department)).toEqual({ held, used: 0, free: 2 * PLENTY - held });
    }
  });

  it('one claims and the other declines at once: the order is confirmed', async () => {
    const town = await townWith({ Kitchen: PLENTY, Bakery: PLENTY });
    const [kitchen, bakery] = town.departments;
    await times(async (i) => {
      const order = await town.opened();
      const [claimed, declined] = await cross(
        i,
        () => order.claim(kitchen!),
        () => order.decline(bakery!),
      );
      expect(claimed.status).toBe(201);
      if (declined.status !== 201) refused(declined, 409, 'order-taken', { departmentId: kitchen!.departmentId });
      await order.settledAs('confirmed');
    });
  });

  it('decline at once: that nobody takes the order is said once', async () => {
    const town = await townWith({ Kitchen: PLENTY, Bakery: PLENTY });
    await times(async () => {
      const order = await town.opened();
      const answers = await Promise.all(town.departments.map((department) => order.decline(department)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      const end = await order.settledAs('fallback');
      expect(end.view.reason).toMatchObject({ code: 'all-declined' });
      expect(happened(end, 'OrderUnclaimed')).toHaveLength(1);
    });
  });
});

it('Two orders want the last hours: one gets them, the other is told the minutes left per day', async () => {
  await times(async () => {
    const town = await townWith({ Kitchen: 310 });
    const { kitchen } = town;
    const orders = [await town.opened(), await town.opened()];
    const answers = await Promise.all(orders.map((order) => order.claim(kitchen)));
    const winner = winnerOf(answers);
    const left = [{ day: DAYS[1], minutes: 20 }];
    refused(answers[1 - winner]!, 409, 'capacity-gone', { freeMinutes: 20, estimatedMinutes: MINUTES, left });
    await orders[winner]!.settledAs('confirmed');
    await orders[1 - winner]!.settledAs('open');
    expect(await town.minutes(kitchen)).toEqual({ held: MINUTES, used: 0, free: 20 });
  });
});

describe('A claim expires while it is confirmed', () => {
  /** Deadlines pass again and again while departments claim, until ordering has confirmed a claim that was gone. */
  async function overtaken(town: Town, claimBy: string, judge: (end: Settled) => void) {
    const { kitchen } = town;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const orders = await times(() => town.opened({ claimBy }));
      const ends = await whileDeadlinesPass(town, EXPIRY, async () => {
        const answers = await Promise.all(orders.map((order) => order.claim(kitchen)));
        const refusals = answers.filter(({ status }) => status !== 201);
        for (const answer of refusals) refused(answer, 409, 'offer-closed', { reason: 'deadline-passed' });
        return Promise.all(orders.map((order) => order.settled()));
      });
      for (const end of ends) judge(end);
      const held = ends.filter(({ view }) => view.status === 'confirmed').length * MINUTES;
      expect(await town.minutes(kitchen)).toMatchObject({ held, used: 0 });
      await Promise.all(orders.map((order) => order.withdraw()));
      for (const order of orders) await order.settledAs('withdrawn');
      if (ends.some((end) => happened(end, 'OrderReopened').length > 0)) return;
    }
    throw new Error(`In ${MOST_ROUNDS} rounds no claim was confirmed too late`);
  }

  it('before the deadline for claims: the order is reopened and offered anew', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    await overtaken(town, CLAIM_BY, (end) => {
      const expired = happened(end, 'ClaimReleased').some(({ data }) => data['reason'] === 'expired');
      expect(end.view.status).toBe(expired ? 'open' : 'confirmed');
    });
  });

  it('after the deadline for claims: the order goes to fallback', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    await overtaken(town, EARLY_CLAIM_BY, (end) => {
      const passed = happened(end, 'OrderUnclaimed').length > 0;
      expect(end.view.status).toBe(passed ? 'fallback' : 'confirmed');
      if (passed) expect(end.view.reason).toMatchObject({ code: 'deadline-passed' });
    });
  });

  it('again and again, and is made again each time: in the end the department has the order, once', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const { kitchen } = town;
    const orders = await times(() => town.opened());
    await whileDeadlinesPass(town, EXPIRY, () => Promise.all(orders.map((order) => claimSoOften(order, kitchen, 5))));
    const ends = await Promise.all(
      orders.map(async (order) => {
        const { view } = await order.settled();
        if (view.status === 'open') await order.claim(kitchen);
        return order.settledAs('confirmed');
      }),
    );
    for (const end of ends) {
      const claims = happened(end, 'OrderClaimed').map(({ data }) => data['claimId']);
      const gone = new Set(happened(end, 'ClaimReleased').map(({ data }) => data['claimId']));
      expect(claims.filter((claimId) => !gone.has(claimId))).toEqual([end.view.claim!.claimId]);
    }
    expect(await town.minutes(kitchen)).toMatchObject({ held: TIMES * MINUTES, used: 0 });
  });
});

describe('The deadline for claims', () => {
  it('passes while a department claims: the order is confirmed or goes to fallback', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const { kitchen } = town;
    const orders = await times(() => town.opened({ claimBy: EARLY_CLAIM_BY }));
    const confirmed = await times(async (i) => {
      const order = orders[i]!;
      const [claimed] = await cross(
        i,
        () => order.claim(kitchen),
        () => town.fire(EARLY_CLAIM_BY),
      );
      if (claimed.status !== 201) refused(claimed, 409, 'offer-closed', { reason: 'deadline-passed' });
      await order.settledAs(claimed.status === 201 ? 'confirmed' : 'fallback');
      return claimed.status === 201;
    });
    expect(await town.minutes(kitchen)).toMatchObject({ held: confirmed.filter(Boolean).length * MINUTES, used: 0 });
  });

  it('waits while a claim lives, and passes at its moment where none does', async () => {
    const town = await townWith({ Kitchen: PLENTY });
    const [taken, left] = [await town.opened(), await town.opened()];
    await taken.confirmedFor(town.kitchen);
    expect(await town.fire(BEFORE_CLAIM_BY)).toBe(0);
    await left.settledAs('open');
    expect(await town.fire(CLAIM_BY)).toBe(1);
    await left.settledAs('fallback');
    await taken.settledAs('confirmed');
  });

  it('is no matter where nobody can take the order: it goes to fallback at once, or stays withdrawn', async () => {
    const town = await townWith({ Kitchen: MINUTES / 2 - 1 });
    const ends = await times(async (i) => {
      const order = await town.placed();
      if (i % 2) expect((await order.withdraw()).status).toBe(201);
      const end = await order.settledAs(i % 2 ? 'withdrawn' : 'fallback');
      if (i % 2 === 0) expect(end.view.reason).toMatchObject({ code: 'nobody-eligible' });
      return end;
    });
    const fallback = ends.filter((end) => happened(end, 'OrderSentToFallback').length > 0).length;
    await town.untilReported({ orders: { fallback, withdrawn: TIMES / 2 } });
  });
});
