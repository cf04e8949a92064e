import { newId } from '#libs/contracts';
import { conflict, isRejection } from '#libs/decider';
import { Refused, type Call, type Work } from '#libs/messaging';
import { assessed, callWith, review } from './review.js';
import { oneService, type OneService } from './service.js';

let service: OneService;
beforeAll(async () => {
  service = await oneService();
});
afterAll(() => service?.close());

const assess =
  (id: string, version = 1): Work =>
  async (tx) => {
    await tx.load(review, id);
    return [assessed(id, version)];
  };
/** Takes its time, so that what comes meanwhile comes in between. */
const dawdling =
  (work: Work): Work =>
  async (tx) => {
    const decision = await work(tx);
    await tx.query('SELECT pg_sleep(0.1)');
    return decision;
  };
/** A command at the door: its receipt, or what it was refused with. */
const command = (call: Call, work: Work) =>
  service.journal.command(call, work).catch((error: unknown) => {
    if (error instanceof Refused) return error.rejection;
    throw error;
  });
const logged = async (key: string) =>
  (await service.database.query('SELECT 1 FROM log WHERE key = $1 ORDER BY pos', [key])).length;

describe('a command with an Idempotency-Key', () => {
  it('is carried out once, and answered alike each time', async () => {
    const [id, key] = [newId(), newId()];
    const first = await command(callWith(key), assess(id));
    expect(first).toMatchObject({ id, version: 1, happened: [{ fact: 'AwardAssessed' }] });
    expect(await command(callWith(key), assess(id))).toEqual(first);
    expect(await logged(id)).toBe(1);
  });

  it('is refused where the key was used for another request, and that is not remembered', async () => {
    const [id, key] = [newId(), newId()];
    const first = await command(callWith(key, 'POST /reviews {"a":1}'), assess(id));
    const other = await command(callWith(key, 'POST /reviews {"a":2}'), assess(id));
    expect(other).toMatchObject({ rejected: 'idempotency-key-reused', kind: 'unprocessable' });
    expect(await command(callWith(key, 'POST /reviews {"a":1}'), assess(id))).toEqual(first);
    expect(await logged(id)).toBe(1);
  });

  it.each([
    ['person', { sub: 'p-other' }],
    ['organisation', { org: '310000027' }],
  ])('is another command where another %s sends it', async (_, other) => {
    const [id, key] = [newId(), newId()];
    await command(callWith(key), assess(id));
    await command(callWith(key, undefined, other), assess(id));
    expect(await logged(id)).toBe(2);
  });

  it('takes effect once where twins arrive together', async () => {
    const key = newId();
    // As a controller does that makes the id of what is to be.
    const ids = Array.from({ length: 12 }, () => newId());
    const answers = await Promise.all(ids.map((id) => command(callWith(key), dawdling(assess(id)))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await Promise.all(ids.map(logged))).filter((times) => times > 0)).toEqual([1]);
  });

  it('is refused again, though by now it would be accepted', async () => {
    const [id, key] = [newId(), newId()];
    const onlyTheSecond: Work = async (tx) =>
      (await tx.load(review, id)).seen.length === 0 ? conflict('too-early', 'Wait.', { seen: 0 }) : [assessed(id, 2)];
    const refused = await command(callWith(key), onlyTheSecond);
    expect(refused).toEqual({ rejected: 'too-early', kind: 'conflict', says: 'Wait.', figures: { seen: 0 } });
    await command(callWith(), assess(id));
    expect(await command(callWith(key), onlyTheSecond)).toEqual(refused);
    expect(isRejection(await command(callWith(newId()), onlyTheSecond))).toBe(false);
  });

  it('is carried out on repetition where the first time failed', async () => {
    const [id, key] = [newId(), newId()];
    const failing: Work = async (tx) => {
      await tx.load(review, id);
      throw new Error('out of order');
    };
    await expect(command(callWith(key), failing)).rejects.toThrow('out of order');
    expect(await command(callWith(key), assess(id))).toMatchObject({ version: 1 });
  });

  it('is remembered for seven days, and then forgotten', async () => {
    const [young, old] = [newId(), newId()];
    const age = (key: string, days: string) =>
      service.database.query(`UPDATE idempotency SET created_at = now() - $2::interval WHERE key = $1`, [key, days]);
    for (const key of [young, old]) await command(callWith(key), assess(key));
    await age(young, '6 days 23 hours');
    await age(old, '7 days 1 second');
    for (const key of [young, old]) await command(callWith(key), assess(key));
    expect([await logged(young), await logged(old)]).toEqual([1, 2]);

    await age(old, '7 days 1 second');
    await service.journal.forgetOldAnswers();
    const kept = await service.database.query('SELECT key FROM idempotency WHERE key IN ($1, $2)', [young, old]);
    expect(kept).toEqual([{ key: young }]);
  });
});

describe('a command without a key', () => {
  it('is carried out each time', async () => {
    const id = newId();
    for (const version of [1, 2]) await command(callWith(), assess(id, version));
    expect(await logged(id)).toBe(2);
  });

  it('that decides nothing answers with what it was about', async () => {
    const id = newId();
    await command(callWith(), assess(id));
    const nothing: Work = async (tx) => {
      await tx.load(review, id);
      return [];
    };
    expect(await command(callWith(), nothing)).toEqual({ id, version: 1, happened: [] });
    expect(await logged(id)).toBe(1);
  });
});

describe('a deadline', () => {
  it('that no longer matters is no failure', async () => {
    const meta = { occurredAt: '2026-11-23T09:00:00.000Z', clock: 'wall' as const, correlationId: newId() };
    expect(await service.journal.tick(meta, () => conflict('too-late', 'It is delivered.'))).toMatchObject({
      rejected: 'too-late',
    });
  });
});
