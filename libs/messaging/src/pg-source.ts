import { errorLine } from './failures.js';
import { BATCH, BUSY_MS, FollowedShard, healthOf, PATIENCE_MS, STUCK_MS } from './followed-shard.js';
import type { BatchOutcome, LogSource, SourceHealth, Subscription } from './log-source.js';
import type { PgLog } from './pg-log.js';
import { atMost, restFor } from './waiting.js';
import type { News, WakeUp } from './wake-up.js';

/** How often the shard heads are looked at where no wake-up came: the floor, not the usual way. */
const LOOK_EVERY_MS = 250;

/** A shard that is pulled. */
class PulledShard extends FollowedShard {
  /** Something may be there to apply. */
  dirty = true;
  notBefore = 0;

  constructor(
    readonly log: PgLog,
    shard: number,
    pos: number,
  ) {
    super(log.source, shard, pos);
  }
}

/** The PostgreSQL transport: the log itself is the topic, pulled shard by shard in bounded batches. */
export class PgSource implements LogSource {
  private readonly shards: PulledShard[] = [];
  private readonly active = new Set<Promise<void>>();
  private readonly offs: (() => void)[] = [];
  private subscription?: Subscription;
  private running = false;
  private looking?: Promise<void>;
  private lastLook = -Infinity;
  private next = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly logs: PgLog[],
    private readonly wakeUp: WakeUp,
    private readonly concurrency: number,
    private readonly report: (error: unknown, where: string) => void,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  async start(subscription: Subscription): Promise<void> {
    this.subscription = subscription;
    for (const log of this.logs) {
      const positions = await subscription.positions(log.source, await log.epoch());
      this.shards.push(...positions.map(({ shard, pos }) => new PulledShard(log, shard, pos)));
    }
    this.running = true;
    for (const log of this.logs) this.offs.push(this.wakeUp.on(log.source, (news) => this.wake(log, news)));
    this.looking = this.lookForEver();
  }

  async stop(deadlineMs: number): Promise<void> {
    this.running = false;
    this.offs.forEach((off) => off());
    this.stopping.abort();
    const done = Promise.all([this.looking, ...this.active]);
    await atMost(deadlineMs, done);
  }

  health(): SourceHealth {
    const looked = performance.now() - this.lastLook < Math.max(this.patienceMs / 10, 4 * LOOK_EVERY_MS);
    const sources = this.logs.map(({ source }) => source);
    return healthOf(this.running && looked, sources, this.shards, this.patienceMs);
  }

  /** Only news that the consumer knows wakes it: the rest is stepped over at the next look. */
  private wake(log: PgLog, news: News): void {
    const { knows } = this.subscription!;
    const grown = new Set(news.filter(({ name }) => knows(name)).map(({ shard }) => shard));
    if (grown.size === 0) return;
    for (const shard of this.shards) if (shard.log === log && grown.has(shard.shard)) shard.dirty = true;
    this.pump();
  }

  private async lookForEver(): Promise<void> {
    while (this.running) {
      try {
        for (const log of this.logs) await this.look(log);
        this.lastLook = performance.now();
      } catch (error) {
        this.report(error, 'looking at the shard heads');
      }
      this.pump();
      await restFor(LOOK_EVERY_MS, this.stopping.signal);
    }
  }

  private async look(log: PgLog): Promise<void> {
    const mine = this.shards.filter((each) => each.log === log);
    const applied = mine.map(({ pos }) => pos);
    const heads = new Map((await log.heads()).map(({ shard, head }) => [shard, head]));
    for (const [i, shard] of mine.entries()) {
      const head = heads.get(shard.shard) ?? 0;
      // Positions would be used a second time, and what they hold then taken for applied: only a restart gets out of this.
      if (head < applied[i]! && !shard.isBusy && shard.notBefore !== Infinity)
        this.stand(shard, `the log ends at ${head}, but ${applied[i]} was applied`, Infinity);
      shard.saw(head);
      shard.dirty ||= shard.behind > 0;
    }
  }

  /** Starts as many waiting shards as there is room for; the next time begins behind them, so that none starves. */
  private pump(): void {
    for (let looked = 0; looked < this.shards.length; looked += 1) {
      if (!this.running || this.active.size >= this.concurrency) return;
      const shard = this.shards[this.next]!;
      this.next = (this.next + 1) % this.shards.length;
      if (!shard.dirty || shard.isBusy || shard.notBefore > performance.now()) continue;
      const run = shard
        .during(() => this.step(shard))
        .finally(() => {
          this.active.delete(run);
          this.pump();
        });
      this.active.add(run);
    }
  }

  /** One batch of a shard; what is left waits for its next turn. */
  private async step(shard: PulledShard): Promise<void> {
    shard.dirty = false;
    try {
      const { head } = shard; // as it was seen before: what is read after it must be there
      const batch = await shard.log.after(shard.shard, shard.pos, BATCH);
      if (batch) shard.saw(Math.max(shard.head, batch.facts.at(-1)!.pos));
      if (batch) this.follow(shard, await this.subscription!.onBatch(batch));
      else if (head > shard.pos) this.again(shard, shard.pos);
      else shard.stands(shard.pos);
    } catch (error) {
      this.report(error, shard.name);
      this.later(shard, LOOK_EVERY_MS, errorLine(error));
    }
  }

  private follow(shard: PulledShard, outcome: BatchOutcome): void {
    if (outcome.kind === 'backoff') return this.later(shard, outcome.waitMs, outcome.why);
    if (outcome.kind === 'stopped') return this.stand(shard, outcome.why);
    if (outcome.kind === 'rewind') return this.again(shard, outcome.after);
    if (outcome.kind === 'busy') {
      shard.waitsForCursor();
      return this.later(shard, BUSY_MS);
    }
    shard.stands(outcome.upTo);
    shard.dirty ||= shard.behind > 0;
  }

  private again(shard: PulledShard, after: number): void {
    // Where reading again brings the same, the log itself has a hole.
    if (after === shard.pos) return this.stand(shard, `position ${after + 1} is missing in the log`);
    shard.pos = after;
    shard.dirty = true;
  }

  /** The shard stands still, loudly, until somebody looks. */
  private stand(shard: PulledShard, why: string, ms = STUCK_MS): void {
    this.report(new Error(why), shard.name);
    this.later(shard, ms);
    shard.getsStuck(why);
  }

  private later(shard: PulledShard, ms: number, why?: string): void {
    shard.dirty = true;
    shard.notBefore = performance.now() + Math.max(0, ms);
    if (why !== undefined) shard.waits(why);
    if (ms < LOOK_EVERY_MS) setTimeout(() => this.pump(), ms).unref();
  }
}
