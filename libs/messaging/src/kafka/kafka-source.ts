// Over 250 lines: what a shard lacks is found out from three sides (records, cursor, log), and apart they would not be understood.
import { errorLine } from '../failures.js';
import { BATCH, BUSY_MS, FollowedShard, healthOf, PATIENCE_MS, STUCK_MS } from '../followed-shard.js';
import type { BatchOutcome, LogSource, SourceHealth, Subscription } from '../log-source.js';
import type { PgLog } from '../pg-log.js';
import { atMost, restFor } from '../waiting.js';
import { fromRecord, type LoggedFact } from './fact-record.js';
import type { KafkaClient } from './kafka-client.js';
import { Reader, type Fetched } from './kafka-reader.js';
import { hintOf, offsetBehind } from './offset-hint.js';
import { Slots } from './slots.js';

const AGAIN_MS = 250;
/** How often the logs themselves are looked at, and how long Kafka may lack facts that are in them. */
const LOOK_EVERY_MS = 5_000;
const LACKS_FOR_MS = 10_000;

/** What a source of facts over Kafka is given. */
export interface KafkaSourceOptions {
  client: KafkaClient;
  /** The logs that the topics are copies of: they say how far there is to go, and which life of a log is the present one. */
  logs: PgLog[];
  /** How many partitions are worked on at a time. */
  concurrency: number;
  report: (error: unknown, where: string) => void;
  /** Asks the owner of a log for the facts of a shard behind a position once more. */
  askAgain: (source: string, shard: number, after: number) => Promise<void>;
  /** How long a shard may wait, or work on one batch, before readiness hears of it. */
  patienceMs?: number;
  /** How long nothing may be heard from the brokers before reading is begun anew. */
  stalledAfterMs?: number;
  /** How often the logs are looked at. */
  lookEveryMs?: number;
}

/** A shard that comes as a partition. */
class ReadShard extends FollowedShard {
  /** The life of the log whose positions are meant; unknown until reading has begun where the cursor says. */
  epoch?: string;
  /** The position behind which the topic was read from its beginning, because what follows was missing. */
  soughtAfter?: number;
  /** The position behind which the topic lacks facts, and when their owner was asked for them. */
  lacksAfter?: number;
  askedAt = -Infinity;
}

/** A record and the fact that it is. */
type Read = LoggedFact & { offset: number };

/** The next run may follow, or the partition rests for so many ms. */
type Next = 'on' | number;

/** The Kafka transport: topics are copies of the logs, partitions their shards; what was applied is known by the cursors alone. */
export class KafkaSource implements LogSource {
  private shards: ReadShard[] = [];
  private readonly slots: Slots;
  private readonly stopping = new AbortController();
  private subscription?: Subscription;
  private reader?: Reader;
  private looking?: Promise<void>;

  constructor(private readonly options: KafkaSourceOptions) {
    this.slots = new Slots(options.concurrency);
  }

  /** Does not wait for the brokers: a service without them still takes orders. */
  async start(subscription: Subscription): Promise<void> {
    this.subscription = subscription;
    const { client, report, stalledAfterMs } = this.options;
    this.reader = new Reader(client, {
      group: subscription.consumer,
      owners: subscription.sources,
      onRecords: (fetched) => this.slots.take(() => this.onRecords(fetched)),
      onAssigned: (partitions) => this.follow(partitions),
      report,
      stalledAfterMs,
    });
    this.looking = this.lookForEver();
  }

  async stop(deadlineMs: number): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.reader?.stop(deadlineMs), atMost(deadlineMs, this.looking)]);
  }

  health(): SourceHealth {
    const { patienceMs = PATIENCE_MS, logs } = this.options;
    const sources = logs.map(({ source }) => source);
    return healthOf(this.reader?.isRunning() ?? false, sources, this.shards, patienceMs);
  }

  /** Follows what was assigned. What is still worked on is kept in sight, but where it stands has to be found out anew. */
  private follow(partitions: { owner: string; shard: number }[]): void {
    const before = this.shards;
    this.shards = partitions.map(({ owner, shard }) => {
      const known = before.find((each) => each.isBusy && each.source === owner && each.shard === shard);
      const followed = known ?? new ReadShard(owner, shard, 0);
      followed.epoch = followed.soughtAfter = undefined;
      return followed;
    });
  }

  private async onRecords(fetched: Fetched): Promise<number> {
    const shard = this.shards.find((each) => each.source === fetched.owner && each.shard === fetched.shard);
    if (!shard || fetched.isOver()) return 0;
    return shard.during(async () => {
      try {
        if (shard.epoch === undefined && !(await this.isPlaced(fetched, shard))) return 0;
        for (const run of runsOf(this.factsOf(fetched, shard))) {
          if (fetched.isOver()) return 0;
          const next = await this.bring(fetched, shard, run);
          if (next !== 'on') return next;
        }
        // Also what is no fact, or no news, is done with.
        fetched.done(fetched.records.at(-1)!.offset);
        return 0;
      } catch (error) {
        this.options.report(error, shard.name);
        shard.waits(errorLine(error));
        return AGAIN_MS;
      }
    });
  }

  /** Once for each assignment, reading begins behind the last fact that was applied; whether it has begun there. */
  private async isPlaced(fetched: Fetched, shard: ReadShard): Promise<boolean> {
    const epoch = await this.logOf(shard).epoch();
    const positions = await this.subscription!.positions(shard.source, epoch);
    if (fetched.isOver()) return false;
    const { pos, hint } = positions.find((each) => each.shard === shard.shard)!;
    shard.epoch = epoch;
    shard.stands(pos);
    const next = offsetBehind(pos, hint);
    if (next <= fetched.records[0]!.offset) return true;
    fetched.seek(next);
    return false;
  }

  /** The facts among the records that are news. */
  private factsOf({ owner, records }: Fetched, shard: ReadShard): Read[] {
    return records.flatMap((record) => {
      const read = fromRecord(record, owner);
      if (read?.fact.shard !== shard.shard) {
        const why = new Error(`the record at offset ${record.offset} is no fact of this shard`);
        this.options.report(why, shard.name);
        return [];
      }
      const isKnown = read.epoch === shard.epoch && read.fact.pos <= shard.pos;
      return isKnown ? [] : [{ ...read, offset: record.offset }];
    });
  }

  /** Has a run applied. */
  private async bring(fetched: Fetched, shard: ReadShard, run: Read[]): Promise<Next> {
    const [first, last] = [run[0]!, run.at(-1)!];
    if (first.epoch !== shard.epoch && first.epoch !== (shard.epoch = await this.logOf(shard).epoch())) {
      // A relay that was frozen may send what its log does not hold any more.
      this.options.report(
        new Error(`the records from offset ${first.offset} are of an earlier life of the log`),
        shard.name,
      );
      fetched.done(last.offset);
      return 'on';
    }
    const offsets = new Map([...run].reverse().map(({ fact, offset }) => [fact.pos, offset]));
    const outcome = await this.subscription!.onBatch({
      source: shard.source,
      shard: shard.shard,
      epoch: first.epoch,
      facts: run.map(({ fact }) => fact),
      hintAt: (pos) => hintOf(pos, offsets.get(pos)),
    });
    if (outcome.kind === 'rewind') return this.missing(fetched, shard, run, outcome.after);
    if (outcome.kind !== 'applied') return this.rests(shard, outcome);
    // Assigned anew meanwhile, it stands where the cursor says.
    if (fetched.isOver()) return 0;
    shard.saw(Math.max(shard.head, last.fact.pos));
    shard.stands(outcome.upTo);
    shard.soughtAfter = undefined;
    fetched.done(last.offset);
    return 'on';
  }

  private rests(shard: ReadShard, outcome: Exclude<BatchOutcome, { kind: 'applied' | 'rewind' }>): number {
    if (outcome.kind === 'stopped') {
      this.options.report(new Error(outcome.why), shard.name);
      shard.getsStuck(outcome.why);
      return STUCK_MS;
    }
    if (outcome.kind === 'busy') {
      shard.waitsForCursor();
      return BUSY_MS;
    }
    shard.waits(outcome.why);
    return Math.max(1, outcome.waitMs);
  }

  /**
   * Facts are missing before these, or before some of these. They may stand further on, sent late. If not, the topic is read
   * from its beginning, for the place to begin at may have been wrong. If it lacks them, their owner is asked for them; they
   * will come at the topic's end and all that follows them once more, so what lies between is let go.
   */
  private async missing(fetched: Fetched, shard: ReadShard, run: Read[], after: number): Promise<Next> {
    const late = run.findIndex(({ fact }) => fact.pos === after + 1);
    if (late > 0) return this.bring(fetched, shard, run.slice(late));
    if (fetched.isOver()) return 0;
    shard.pos = after;
    shard.saw(Math.max(shard.head, run.at(-1)!.fact.pos));
    if (shard.soughtAfter !== after) {
      shard.soughtAfter = after;
      fetched.seek(0);
      return 0;
    }
    await this.lacks(shard);
    fetched.done(run.at(-1)!.offset);
    return 'on';
  }

  /** Kafka lacks the next fact of a shard: its owner is asked for it, and once more after a while, for nobody may have heard. */
  private async lacks(shard: ReadShard): Promise<void> {
    const now = performance.now();
    if (now - shard.askedAt < LACKS_FOR_MS) return;
    shard.askedAt = now;
    shard.lacksAfter = shard.pos;
    const why = `position ${shard.pos + 1} is missing in the topic`;
    this.options.report(new Error(why), shard.name);
    shard.getsStuck(why);
    await this.options.askAgain(shard.source, shard.shard, shard.pos);
  }

  private async lookForEver(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await restFor(this.options.lookEveryMs ?? LOOK_EVERY_MS, signal);
      try {
        if (!signal.aborted && this.reader!.isRunning()) for (const log of this.options.logs) await this.look(log);
      } catch (error) {
        this.options.report(error, 'looking at the shard heads');
      }
    }
  }

  /** How far there is to go. Where a shard is told nothing for a while though its log has more, Kafka has lost its end. */
  private async look(log: PgLog): Promise<void> {
    const epoch = await log.epoch();
    const heads = new Map((await log.heads()).map(({ shard, head }) => [shard, head]));
    const positions = await this.subscription!.positions(log.source, epoch);
    for (const shard of this.shards.filter((each) => each.source === log.source)) {
      // Only those of which nothing was read yet: the others know better where they stand.
      if (shard.epoch === undefined) shard.pos = positions[shard.shard]!.pos;
      shard.saw(heads.get(shard.shard)!);
      if (shard.stillMs > LACKS_FOR_MS && !shard.isBusy && (!shard.isTroubled || shard.lacksAfter === shard.pos))
        await this.lacks(shard);
    }
  }

  private logOf({ source }: ReadShard): PgLog {
    return this.options.logs.find((log) => log.source === source)!;
  }
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
