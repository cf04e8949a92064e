import { AssessmentsView, check, newId, type AssessmentView } from '#libs/contracts';
import { shardOf } from '#libs/messaging';
import { testService, type TestService } from '#libs/service-kit/testing';
import { appendTo } from '#libs/messaging/testing';
import { kr, ROLLAG } from '../src/domain/testing.js';
import { procurementCompliance } from '../src/index.js';
import { NOW, stepsWith, TODAY } from './steps.js';

let service: TestService;
let steps: ReturnType<typeof stepsWith>;
beforeAll(async () => {
  service = await testService(procurementCompliance);
  steps = stepsWith(service);
});
afterAll(() => service.close());

/** An assessment as releases before doubts were told apart wrote it. */
const unsorted = (orderId: string) => ({
  ...{ orderId, orderVersion: 1, municipality: ROLLAG, category: 'food', ledgerId: `${ROLLAG}:food` },
  ...{ initiatedAt: TODAY, valueOre: kr(2_500), outcome: 'cleared', path: 'OUTSIDE_LAW' },
  reasons: [
    { rule: 'LOA_SCOPE', says: 'It is under the limit.', reference: 'LOA § 2' },
    { rule: 'PLATFORM_ONLY', says: 'Counts this platform only.', reference: 'FOA § 5-4 (9)' },
  ],
  ...{ rejectedPaths: [], usedOre: kr(2_500), limitOre: kr(500_000), headroomOre: kr(497_500) },
  ...{ ruleSet: 'norway-municipal 1', confidence: 'lower' },
});

async function write(version: number, orderId: string, nr: number, data: object): Promise<void> {
  const type = `no.inkluderendekommune.procurement-compliance.OrderAssessed.v${version}`;
  const meta = { occurredAt: NOW, clock: 'wall' as const, correlationId: newId() };
  const client = await service.database.pool.connect();
  try {
    const place = { shard: shardOf(orderId), id: newId(), key: orderId, agg_version: nr };
    await appendTo(client, [{ ...place, type, data, meta }]);
  } finally {
    client.release();
  }
}

const shown = async (orderId: string) => {
  const { body } = await steps.adviserOf(ROLLAG).get(`assessments/${orderId}`);
  expect(check(AssessmentsView, body)).not.toHaveProperty('flaws');
  return body as AssessmentsView;
};
const rulesOf = ({ reasons, doubts }: AssessmentView) => [reasons, doubts].map((each) => each.map(({ rule }) => rule));

describe('an assessment is shown', () => {
  test('with its doubts by themselves, and behind its reasons for those who show one list', async () => {
    const { orderId } = await steps.place({ valueOre: kr(2_500) });
    await steps.assessments(orderId);
    const { latest } = await shown(orderId);
    const doubts = ['PLATFORM_ONLY', 'SECONDARY_SOURCE'];
    expect(rulesOf(latest)).toEqual([['LOA_SCOPE', ...doubts], doubts]);
    expect(latest.confidence).toBe('lower');
  });

  test('as less sure where no rules are known for the day', async () => {
    const { orderId } = await steps.place({ initiatedAt: '2016-12-31' });
    await steps.assessments(orderId);
    expect((await shown(orderId)).latest).toMatchObject({ path: 'NO_RULES', confidence: 'lower' });
  });

  test('in the words of today where an earlier release wrote it, beside newer ones', async () => {
    const orderId = newId();
    const { confidence: _, reasons, ...same } = unsorted(orderId);
    await write(1, orderId, 1, unsorted(orderId));
    await write(2, orderId, 2, { ...same, orderVersion: 2, reasons: reasons.slice(0, 1), doubts: [] });
    const { latest, earlier } = await shown(orderId);
    expect([latest, ...earlier].map((each) => [each.orderVersion, each.confidence, ...rulesOf(each)])).toEqual([
      [2, 'high', ['LOA_SCOPE'], []],
      [1, 'lower', ['LOA_SCOPE', 'PLATFORM_ONLY'], ['PLATFORM_ONLY']],
    ]);
  });
});
