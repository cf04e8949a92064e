import { factNamed, newId } from '#libs/contracts';
import type { FactEnvelope, Write } from '#libs/messaging';
import fc from 'fast-check';
import {
  acceptedOrder,
  BAKERY,
  FLESBERG,
  NUMEDAL,
  orderStory,
  reportingAtWork,
  ROLLAG,
  told,
  VALDRES,
} from './order-story.js';
import type { Told } from './order-story.js';

const TABLES = [
  'order_row',
  'assessment_row',
  'delivery_row',
  'decline_row',
  'municipality',
  'vekstbedrift',
  'department',
];
const ALL = [...TABLES, 'turnover_row', 'ownership_row'];

/** Facts of every kind, with two orders that go their ways side by side. */
function everything(): Told[] {
  const at = '2026-01-01T09:00:00.000Z';
  const one = orderStory();
  const other = orderStory({ municipality: FLESBERG, kindOfWork: 'laundry' });
  const [first, second, third] = [newId(), newId(), newId()];
  const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
  const lines = [{ customerClass: 'owners', amountOre: 5 }];
  return [
    told(at, 'MunicipalityRegistered', { municipality: ROLLAG, name: 'Old name', numbers }),
    told(at, 'MunicipalityRegistered', { municipality: ROLLAG, name: 'Rollag', numbers }),
    told(at, 'VekstbedriftRegistered', { vekstbedrift: NUMEDAL, name: 'Numedal', serves: [ROLLAG] }),
    told(at, 'DepartmentRegistered', {
      ...{ vekstbedrift: NUMEDAL, departmentId: one.departmentId, name: 'Rødberg', kindsOfWork: ['meeting-food'] },
    }),
    told(at, 'OwnershipRecorded', {
      ...{
        vekstbedrift: NUMEDAL,
        validFrom: '2020-01-01',
        owners: [{ owner: ROLLAG, share: 10_000 }],
        privateShare: 0,
      },
    }),
    told(at, 'TurnoverReported', {
      vekstbedrift: NUMEDAL,
      year: 2025,
      lines: [{ customerClass: 'nav', amountOre: 9 }],
    }),
    told(at, 'TurnoverReported', { vekstbedrift: NUMEDAL, year: 2025, lines }),
    ...[one.placed(), one.assessed(), one.held(), one.opened()],
    ...[one.amended({ valueOre: 90_000 }), one.assessed('needs-person', 'PART_II_OPEN', 2), one.opened('PART_I', 2)],
    ...[one.declined('too-far', newId()), one.confirmed(), one.reopened(), one.confirmed()],
    ...[one.work(first, 60, 6, [100]), one.delivered(first), one.disputed(first), one.work(second, 90, 7, [200])],
    ...[one.delivered(second, 40), one.accepted(second, 80_000)],
    ...[other.placed(), other.assessed(), other.opened(), other.declined('no-hands'), other.fallback()],
    ...[other.supplied(), other.deliveredExternally(third), other.acceptedExternally(third)],
    ...acceptedOrder(5, { vekstbedrift: VALDRES }),
    ...[orderStory({ municipality: BAKERY }).refused(), orderStory().withdrawn()],
  ];
}

describe('the rows', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  beforeAll(async () => {
    at = await reportingAtWork();
  });
  afterAll(() => at.service.close());

  const apply = async (facts: Told[]) => {
    const { handlers } = at.service.service.consumers.consumers[0]!;
    for (const { type, data, at: occurredAt } of facts) {
      const fact = { name: type, occurredAt, clock: 'wall' } as FactEnvelope;
      const writes = (await handlers.get(type)!(data, fact as never)) as Write[];
      for (const { text, values } of writes) await at.service.database.query(text, values);
    }
  };
  const rows = async () => {
    const found: Record<string, unknown> = {};
    for (const table of ALL) {
      const all = await at.service.database.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
      found[table] = all.map(({ row }) => row);
    }
    return found;
  };
  const empty = async () => {
    for (const table of ALL) await at.service.database.query(`DELETE FROM ${table}`);
  };

  it('are of one consumer, which projects', () => {
    const { consumers } = at.service.service.consumers;
    expect(consumers.map(({ name, kind }) => [name, kind])).toEqual([['reporting', 'projection']]);
  });

  it('come out equal however the facts of the three services fall between each other', async () => {
    const facts = everything();
    await apply(facts);
    const expected = await rows();
    expect(ALL.filter((table) => (expected[table] as unknown[]).length === 0)).toEqual([]);
    const owners = ['ordering', 'procurement-compliance', 'task-assignment'];
    const sources = owners.map((owner) => facts.filter(({ type }) => factNamed(type)!.owner === owner));
    const turns = fc.shuffledSubarray(
      sources.flatMap((source, i) => source.map(() => i)),
      {
        minLength: facts.length,
      },
    );
    await fc.assert(
      fc.asyncProperty(turns, async (order) => {
        const waiting = sources.map((source) => [...source]);
        await empty();
        await apply(order.map((source) => waiting[source]!.shift()!));
        expect(await rows()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('are as they were when all facts are read again over them', async () => {
    const facts = everything();
    await empty();
    await apply(facts);
    const before = await rows();
    await apply(facts);
    expect(await rows()).toEqual(before);
  });
});
