import { errorLine } from '../failures.js';
import { logHealthOf, type BatchOutcome, type LogSource, type SourceHealth, type Subscription } from '../log-source.js';
import { fromRecord, type LoggedFact } from './fact-record.js';
import type { KafkaClient } from './kafka-client.js';
import { Reader, type Fetched } from './kafka-reader.js';
import { Slots } from './slots.js';

const BATCH = 100;
const BUSY_MS = 50;
const AGAIN_MS = 250;
const STOPPED_MS = 2_500;
const PATIENCE_MS = 60_000;

/** What a source of facts over Kafka is given. */
export interface KafkaSourceOptions {
  client: KafkaClient;
  /** How many partitions are worked on at a time. */
  concurrency: number;
  report: (error: unknown, where: string) => void;
  /** Asks the owner of a log for the facts of a shard behind a position once more. */
  askAgain: (source: string, shard: number, after: number) => Promise<void>;
  /** How long a shard may wait, or work on one batch, before readiness hears of it. */
  patienceMs?: number;
  /** How long nothing may be heard from the brokers before reading is begun anew. */
  stalledAfterMs?: number;
}

interface Shard {
  source: string;
  shard: number;
  /** Where the consumer stands, as far as is known here: nothing before it is brought again. */
  at?: { epoch: string; pos: number };
  /** Records not yet done with, as far as was seen, and since when it has not got on with them. */
  behind: number;
  stillSince?: number;
  /** The position behind which facts are missing, where the topic was read from its beginning for them, and asked for them. */
  gap?: { after: number; isAsked: boolean };
  /** Since when it has been working on a batch. */
  busy?: number;
  /** Why it does not get on; `since` 0 where no waiting helps. */
  trouble?: { why: string; since: number };
}

/** A record and the fact that it is. */
type Read = LoggedFact & { offset: number };

/** The next run may follow, or the partition rests for so many ms. */
type Next = 'on' | number;

/** The Kafka transport: topics are copies of the logs, partitions their shards; what was applied is known by the cursors alone. */
export class KafkaSource implements LogSource {
  private readonly shards = new Map<string, Shard>();
  private readonly slots: Slots;
  private readonly patienceMs: number;
  private subscription?: Subscription;
  private reader?: Reader;

  constructor(private readonly options: KafkaSourceOptions) {
    this.slots = new Slots(options.concurrency);
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** Does not wait for the brokers: a service without them still takes orders. */
  async start(subscription: Subscription): Promise<void> {
    this.subscription = subscription;
    const { client, report, stalledAfterMs } = this.options;
    this.reader = new Reader(client, {
      group: subscription.consumer,
      owners: subscription.sources,
      onRecords: (fetched) => this.slots.take(() => this.onRecords(fetched)),
      onAssigned: () => this.shards.clear(),
      report,
      stalledAfterMs,
    });
  }

  async stop(deadlineMs: number): Promise<void> {
    await this.reader?.stop(deadlineMs);
  }

  health(): SourceHealth {
    const shards = [...this.shards.values()];
    return {
      running: this.reader?.isRunning() ?? false,
      logs: logHealthOf(this.subscription?.sources ?? [], shards),
      waiting: shards.flatMap((shard) => {
        const error = this.troubleOf(shard);
        return error ? [{ source: shard.source, shard: shard.shard, error }] : [];
      }),
    };
  }

  private troubleOf({ busy, trouble }: Shard): string | undefined {
    const tooLong = Date.now() - this.patienceMs;
    if (trouble && trouble.since <= tooLong) return trouble.why;
    return busy !== undefined && busy <= tooLong ? 'one batch takes too long' : undefined;
  }

  private async onRecords(fetched: Fetched): Promise<number> {
    if (fetched.isOver()) return 0;
    const shard = this.shardOf(fetched);
    shard.busy = Date.now();
    try {
      const facts = this.factsOf(fetched);
      if (!(await this.isPlaced(fetched, shard, facts[0]?.epoch))) return 0;
      for (const run of runsOf(facts.filter((read) => !isKnown(read, shard)))) {
        if (fetched.isOver()) return 0;
        const next = await this.bring(fetched, shard, run);
        if (next !== 'on') return next;
      }
      // Also what is no fact is done with.
      this.done(fetched, shard, fetched.records.at(-1)!.offset);
      return 0;
    } catch (error) {
      this.report(shard, error);
      return this.waits(shard, AGAIN_MS, errorLine(error));
    } finally {
      shard.busy = undefined;
    }
  }

  private shardOf({ owner, shard, end, records }: Fetched): Shard {
    const name = `${owner} ${shard}`;
    const known = this.shards.get(name) ?? { source: owner, shard, behind: 0 };
    this.shards.set(name, known);
    known.behind = end - records[0]!.offset;
    known.stillSince ??= Date.now();
    return known;
  }

  private factsOf({ owner, shard, records }: Fetched): Read[] {
    return records.flatMap((record) => {
      const read = fromRecord(record, owner);
      if (read?.fact.shard === shard) return [{ ...read, offset: record.offset }];
      this.report(
        { source: owner, shard },
        new Error(`the record at offset ${record.offset} is no fact of this shard`),
      );
      return [];
    });
  }

  /** Once for each assignment, reading begins behind the last fact that was applied; whether it has begun there. */
  private async isPlaced(fetched: Fetched, shard: Shard, epoch: string | undefined): Promise<boolean> {
    if (shard.at || epoch === undefined) return true;
    const positions = await this.subscription!.positions(shard.source, epoch);
    const { pos, hint } = positions.find((each) => each.shard === shard.shard)!;
    shard.at = { epoch, pos };
    const next = offsetBehind(pos, hint);
    if (next <= fetched.records[0]!.offset) return true;
    fetched.seek(next);
    return false;
  }

  /** Has a run applied. */
  private async bring(fetched: Fetched, shard: Shard, run: Read[]): Promise<Next> {
    const { source } = shard;
    const offsets = new Map(run.map(({ fact, offset }) => [fact.pos, offset]));
    const outcome = await this.subscription!.onBatch({
      source,
      shard: shard.shard,
      epoch: run[0]!.epoch,
      facts: run.map(({ fact }) => fact),
      hintAt: (pos) => hintOf(pos, offsets.get(pos)),
    });
    if (outcome.kind === 'rewind') return this.missing(fetched, shard, run, outcome.after);
    if (outcome.kind !== 'applied') return this.rests(shard, outcome);
    shard.trouble = shard.gap = undefined;
    shard.at = { epoch: run[0]!.epoch, pos: outcome.upTo };
    this.done(fetched, shard, run.at(-1)!.offset);
    return 'on';
  }

  private rests(shard: Shard, outcome: Exclude<BatchOutcome, { kind: 'applied' | 'rewind' }>): number {
    if (outcome.kind === 'busy') return this.waits(shard, BUSY_MS, 'its cursor is held by somebody else, or gone');
    if (outcome.kind === 'backoff') return this.waits(shard, outcome.untilMs - Date.now(), outcome.why);
    this.stands(shard, outcome.why);
    return STOPPED_MS;
  }

  /**
   * Facts are missing before these, or before some of these. They may stand further on, sent late. If not, the topic is read
   * from its beginning, for the place to begin at may have been wrong. If it lacks them, their owner is asked for them; they
   * will come at the topic's end and all that follows them once more, so what lies between is let go.
   */
  private async missing(fetched: Fetched, shard: Shard, run: Read[], after: number): Promise<Next> {
    shard.at = { epoch: run[0]!.epoch, pos: after };
    const late = run.findIndex(({ fact }) => fact.pos === after + 1);
    if (late > 0) return this.bring(fetched, shard, run.slice(late));
    if (shard.gap?.after !== after) {
      shard.gap = { after, isAsked: false };
      if (!fetched.isOver()) fetched.seek(0);
      return 0;
    }
    if (!shard.gap.isAsked) {
      this.stands(shard, `position ${after + 1} is missing in the topic`);
      await this.options.askAgain(shard.source, shard.shard, after);
      shard.gap.isAsked = true;
    }
    this.done(fetched, shard, run.at(-1)!.offset);
    return 'on';
  }

  private done(fetched: Fetched, shard: Shard, offset: number): void {
    if (fetched.isOver()) return;
    fetched.done(offset);
    shard.behind = Math.max(0, fetched.end - offset - 1);
    shard.stillSince = shard.behind > 0 ? Date.now() : undefined;
  }

  private waits(shard: Shard, ms: number, why: string): number {
    shard.trouble = { why, since: shard.trouble?.since ?? Date.now() };
    return Math.max(1, ms);
  }

  /** The shard stands still, loudly, until somebody looks. */
  private stands(shard: Shard, why: string): void {
    this.report(shard, new Error(why));
    shard.trouble = { why, since: 0 };
  }

  private report({ source, shard }: Pick<Shard, 'source' | 'shard'>, error: unknown): void {
    this.options.report(error, `${source}/${shard}`);
  }
}

const isKnown = ({ fact, epoch }: Read, { at }: Shard): boolean =>
  at !== undefined && at.epoch === epoch && fact.pos <= at.pos;

/** A hint is good only for the position that it was made for: an operator may have moved the cursor since. */
const hintOf = (pos: number, offset: number | undefined) => (offset === undefined ? undefined : `${pos}@${offset}`);

function offsetBehind(pos: number, hint: string | undefined): number {
  const [of, offset] = (hint ?? '').split('@').map(Number);
  return of === pos && offset !== undefined ? offset + 1 : 0;
}

/** At most a hundred at a time, and of one life of the log. */
function runsOf(facts: Read[]): Read[][] {
  const runs: Read[][] = [];
  for (const read of facts) {
    const last = runs.at(-1);
    if (last && last.length < BATCH && last[0]!.epoch === read.epoch) last.push(read);
    else runs.push([read]);
  }
  return runs;
}
