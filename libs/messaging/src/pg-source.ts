import { setTimeout as sleep } from 'node:timers/promises';
import { errorLine } from './failures.js';
import { logHealthOf, type BatchOutcome, type LogSource, type SourceHealth, type Subscription } from './log-source.js';
import type { PgLog } from './pg-log.js';
import type { News, WakeUp } from './wake-up.js';

/** How often the shard heads are looked at where no wake-up came: the floor, not the usual way. */
const LOOK_EVERY_MS = 250;
const BATCH = 100;
const BUSY_MS = 50;
/** How often a shard that stands still is tried again, and says so again. */
const STOPPED_MS = 10 * LOOK_EVERY_MS;
/** How long a shard may wait, or work on one batch, before readiness hears of it. */
const PATIENCE_MS = 60_000;

interface Shard {
  log: PgLog;
  shard: number;
  pos: number;
  head: number;
  dirty: boolean;
  notBefore: number;
  /** Since when it has had something to apply and has not got on. */
  stillSince?: number;
  /** Since when it has been working on a batch. */
  busy?: number;
  /** Why it does not get on; `since` 0 where no waiting helps. */
  trouble?: { why: string; since: number };
}

/** The PostgreSQL transport: the log itself is the topic, pulled shard by shard in bounded batches. */
export class PgSource implements LogSource {
  private readonly shards: Shard[] = [];
  private readonly active = new Set<Promise<void>>();
  private readonly offs: (() => void)[] = [];
  private subscription?: Subscription;
  private running = false;
  private looking?: Promise<void>;
  private lastLook = 0;
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
      for (const { shard, pos } of positions) {
        this.shards.push({ log, shard, pos, head: pos, dirty: true, notBefore: 0 });
      }
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
    await Promise.race([done, sleep(deadlineMs, undefined, { ref: false })]);
  }

  health(): SourceHealth {
    return {
      running: this.running && Date.now() - this.lastLook < Math.max(this.patienceMs / 10, 4 * LOOK_EVERY_MS),
      logs: logHealthOf(
        this.logs.map(({ source }) => source),
        this.shards.map(({ log: { source }, head, pos, stillSince }) => {
          return { source, behind: Math.max(0, head - pos), stillSince };
        }),
      ),
      waiting: this.shards.flatMap((shard) => {
        const error = this.troubleOf(shard);
        return error ? [{ source: shard.log.source, shard: shard.shard, error }] : [];
      }),
    };
  }

  private troubleOf({ busy, trouble }: Shard): string | undefined {
    const tooLong = Date.now() - this.patienceMs;
    if (trouble && trouble.since <= tooLong) return trouble.why;
    return busy !== undefined && busy <= tooLong ? 'one batch takes too long' : undefined;
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
        this.lastLook = Date.now();
      } catch (error) {
        this.report(error, 'looking at the shard heads');
      }
      this.pump();
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async look(log: PgLog): Promise<void> {
    const mine = this.shards.filter((each) => each.log === log);
    const applied = mine.map(({ pos }) => pos);
    const heads = new Map((await log.heads()).map(({ shard, head }) => [shard, head]));
    for (const [i, shard] of mine.entries()) {
      const head = heads.get(shard.shard) ?? 0;
      // Positions would be used a second time, and what they hold then taken for applied: only a restart gets out of this.
      if (head < applied[i]! && shard.busy === undefined && shard.notBefore !== Infinity)
        this.stand(shard, `the log ends at ${head}, but ${applied[i]} was applied`, Infinity);
      shard.head = head;
      if (head <= shard.pos) continue;
      shard.dirty = true;
      shard.stillSince ??= Date.now();
    }
  }

  /** Starts as many waiting shards as there is room for; the next time begins behind them, so that none starves. */
  private pump(): void {
    for (let looked = 0; looked < this.shards.length; looked += 1) {
      if (!this.running || this.active.size >= this.concurrency) return;
      const shard = this.shards[this.next]!;
      this.next = (this.next + 1) % this.shards.length;
      if (!shard.dirty || shard.busy !== undefined || shard.notBefore > Date.now()) continue;
      shard.busy = Date.now();
      const run = this.step(shard).finally(() => {
        shard.busy = undefined;
        this.active.delete(run);
        this.pump();
      });
      this.active.add(run);
    }
  }

  /** One batch of a shard; what is left waits for its next turn. */
  private async step(shard: Shard): Promise<void> {
    shard.dirty = false;
    try {
      const { head } = shard; // as it was seen before: what is read after it must be there
      const batch = await shard.log.after(shard.shard, shard.pos, BATCH);
      if (batch) shard.head = Math.max(shard.head, batch.facts.at(-1)!.pos);
      if (batch) this.follow(shard, await this.subscription!.onBatch(batch));
      else if (head > shard.pos) this.again(shard, shard.pos);
      else shard.trouble = undefined;
    } catch (error) {
      this.report(error, `${shard.log.source}/${shard.shard}`);
      this.later(shard, LOOK_EVERY_MS, errorLine(error));
    }
  }

  private follow(shard: Shard, outcome: BatchOutcome): void {
    if (outcome.kind === 'backoff') return this.later(shard, outcome.untilMs - Date.now(), outcome.why);
    if (outcome.kind === 'stopped') return this.stand(shard, outcome.why);
    if (outcome.kind === 'rewind') return this.again(shard, outcome.after);
    if (outcome.kind === 'busy') return this.later(shard, BUSY_MS, 'its cursor is held by somebody else, or gone');
    shard.trouble = undefined;
    shard.pos = outcome.upTo;
    shard.stillSince = shard.head > shard.pos ? Date.now() : undefined;
    shard.dirty ||= shard.head > shard.pos;
  }

  private again(shard: Shard, after: number): void {
    // Where reading again brings the same, the log itself has a hole.
    if (after === shard.pos) return this.stand(shard, `position ${after + 1} is missing in the log`);
    shard.pos = after;
    shard.dirty = true;
  }

  /** The shard stands still, loudly, until somebody looks. */
  private stand(shard: Shard, why: string, ms = STOPPED_MS): void {
    this.report(new Error(why), `${shard.log.source}/${shard.shard}`);
    this.later(shard, ms);
    shard.trouble = { why, since: 0 };
  }

  private later(shard: Shard, ms: number, why?: string): void {
    shard.dirty = true;
    shard.notBefore = Date.now() + Math.max(0, ms);
    if (why !== undefined) shard.trouble = { why, since: shard.trouble?.since ?? Date.now() };
    if (ms < LOOK_EVERY_MS) setTimeout(() => this.pump(), ms).unref();
  }
}
