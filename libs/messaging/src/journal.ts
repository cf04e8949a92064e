import { withoutSmallNumbers, type AnyFact, type Receipt } from '#libs/contracts';
import { isRejection, type Decision, type Rejection } from '#libs/decider';
import { NO_TRACES, traced, traceparentOf, type Tracer } from '#libs/tracing';
import type { Call } from './call.js';
import type { ServiceDatabase } from './database.js';
import type { FactMeta } from './envelope.js';
import { isCollision } from './failures.js';
import { RememberedAnswer, REMEMBERED, type Outcome } from './remembered-answer.js';
import { sending, statesOutcome } from './spans.js';
import { alongside, commit, together, withClient } from './together.js';
import { Transaction, type Tx } from './transaction.js';
import type { WakeUp } from './wake-up.js';

/** What is done inside the transaction: load what is needed, decide. */
export type Work = (tx: Tx) => Promise<Decision<AnyFact>> | Decision<AnyFact>;

/** A rejection on its way out of the journal; the HTTP door tells it as a problem. */
export class Refused extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.says);
  }
}

/** Two transactions may collide a few times on the same row; more often than this is a fault. */
const MOST_ATTEMPTS = 8;

/** The only way to change state and to state facts: one transaction does seen before? → load → decide → remember → tell. */
export class Journal {
  constructor(
    private readonly service: string,
    private readonly database: ServiceDatabase,
    private readonly wakeUp: WakeUp,
    private readonly tracer: Tracer = NO_TRACES,
    private readonly onRejection: (rejection: Rejection) => void = () => undefined,
  ) {}

  /** Carries out a command of the HTTP door. Throws Refused where the decision is a rejection. */
  async command(call: Call, work: Work): Promise<Receipt> {
    const { sub, org, role } = call.actor;
    const { now: occurredAt, clock, correlationId, traceparent } = call;
    const meta = { occurredAt, clock, correlationId, traceparent, actor: { sub, org, role } };
    const outcome = await this.carriedOut(meta, work, call);
    if ('rejection' in outcome) throw new Refused(outcome.rejection);
    return outcome.receipt;
  }

  /** Carries out a command that a timer issues with its `now`. A rejection means that the deadline no longer matters. */
  async tick(meta: FactMeta, work: Work): Promise<Receipt | Rejection> {
    const outcome = await this.carriedOut(meta, work);
    return 'rejection' in outcome ? outcome.rejection : outcome.receipt;
  }

  /** Forgets the answers that are too old to be asked for again. */
  async forgetOldAnswers(): Promise<void> {
    await this.database.query(`DELETE FROM idempotency WHERE created_at < now() - interval '${REMEMBERED}'`);
  }

  /** In a span of its own, which the facts name as their cause. */
  private async carriedOut(meta: FactMeta, work: Work, call?: Call): Promise<Outcome> {
    const outcome = await traced(this.tracer, sending(this.service, meta.traceparent), async (span) => {
      const outcome = await this.retried({ ...meta, traceparent: traceparentOf(span) }, work, call);
      statesOutcome(span, outcome);
      return outcome;
    });
    if ('rejection' in outcome) this.onRejection(outcome.rejection);
    return outcome;
  }

  private async retried(meta: FactMeta, work: Work, call?: Call): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(meta, work, call);
      } catch (error) {
        if (!isCollision(error) || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** What the work loads is sent along with the question for a remembered answer, and thrown away where there is one. */
  private async once(meta: FactMeta, work: Work, call?: Call): Promise<Outcome> {
    const { outcome, news } = await withClient(this.database.pool, async (client) => {
      const { idempotency } = call ?? {};
      const memory = call && idempotency && new RememberedAnswer(client, { ...call, idempotency });
      const tx = new Transaction(client);
      const begun = together([client.query('BEGIN'), memory?.recall()]);
      const [[, remembered], decision] = await alongside(begun, () => work(tx));
      if (remembered) {
        await client.query('ROLLBACK');
        return { outcome: remembered, news: [] };
      }
      const decided = decision();
      const facts = isRejection(decided) ? [] : tx.fold(decided);
      const result = isRejection(decided) ? { rejection: decided } : { receipt: receiptOf(tx, facts) };
      const { written, news } = tx.write(facts, meta, memory?.keep(result));
      await commit(client, [written]);
      return { outcome: result, news };
    });
    this.wakeUp.signal(this.service, news);
    return outcome;
  }
}

function receiptOf(tx: Transaction, facts: ReturnType<Transaction['fold']>): Receipt {
  const last = facts.at(-1);
  const { id, version } = last ? { id: last.key, version: last.version } : tx.subject;
  return {
    id,
    version,
    happened: facts.map(({ fact }) => ({ fact: fact.type, data: withoutSmallNumbers({ ...fact.data }) })),
  };
}
