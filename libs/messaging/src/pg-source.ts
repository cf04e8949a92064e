import { setTimeout as sleep } from 'node:timers/promises';
import { errorLine } from './failures.js';
import type { LogSource, SourceHealth, Subscription } from './log-source.js';
import type { PgLog } from './pg-log.js';
import type { WakeUp } from './wake-up.js';

/** How often the shard heads are looked at where no wake-up came: the floor, not the usual way. */
const LOOK_EVERY_MS = 250;
const BATCH = 100;
const BUSY_MS = 50;

interface Shard {
  log: PgLog;
  epoch: string;
  shard: number;
  pos: number;
  head: number;
  dirty: boolean;
  running: boolean;
  notBefore: number;
  error?: string;
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
  ) {}

  async start(subscription: Subscription): Promise<void> {
    this.subscription = subscription;
    for (const log of this.logs) await this.follow(log, subscription);
    this.running = true;
    for (const log of this.logs) this.offs.push(this.wakeUp.on(log.source, (shards) => this.wake(log, shards)));
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
    const stalled = Date.now() - this.lastLook > 20 * LOOK_EVERY_MS;
    return {
      running: this.running && !stalled,
      lag: this.shards.reduce((sum, { head, pos }) => sum + Math.max(0, head - pos), 0),
      waiting: this.shards
        .filter((shard) => shard.error)
        .map(({ log, shard, error }) => ({ source: log.source, shard, error })),
    };
  }

  private async follow(log: PgLog, { positions }: Subscription): Promise<void> {
    const epoch = await log.epoch();
    for (const { shard, pos } of await positions(log.source, epoch)) {
      this.shards.push({ log, epoch, shard, pos, head: pos, dirty: true, running: false, notBefore: 0 });
    }
  }

  private wake(log: PgLog, shards: readonly number[]): void {
    for (const shard of this.shards) {
      if (shard.log === log && shards.includes(shard.shard)) shard.dirty = true;
    }
    this.pump();
  }

  private async lookForEver(): Promise<void> {
    while (this.running) {
      try {
        for (const log of this.logs) this.see(log, await log.heads());
        this.lastLook = Date.now();
      } catch (error) {
        this.report(error, 'looking at the shard heads');
      }
      this.pump();
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private see(log: PgLog, heads: { shard: number; head: number }[]): void {
    for (const { shard, head } of heads) {
      const mine = this.shards.find((each) => each.log === log && each.shard === shard);
      if (!mine) continue;
      mine.head = head;
      if (head > mine.pos) mine.dirty = true;
    }
  }

  /** Starts as many waiting shards as there is room for; the next time begins behind them, so that none starves. */
  private pump(): void {
    for (let looked = 0; looked < this.shards.length; looked += 1) {
      if (!this.running || this.active.size >= this.concurrency) return;
      const shard = this.shards[this.next]!;
      this.next = (this.next + 1) % this.shards.length;
      if (!shard.dirty || shard.running || shard.notBefore > Date.now()) continue;
      shard.running = true;
      const run = this.drain(shard).finally(() => {
        shard.running = false;
        this.active.delete(run);
        this.pump();
      });
      this.active.add(run);
    }
  }

  private async drain(shard: Shard): Promise<void> {
    const { onBatch } = this.subscription!;
    try {
      while (shard.dirty && this.running) {
        shard.dirty = false;
        const facts = await shard.log.after(shard.shard, shard.pos, BATCH);
        if (facts.length === 0) break;
        shard.head = Math.max(shard.head, facts.at(-1)!.pos);
        const outcome = await onBatch({ source: shard.log.source, shard: shard.shard, epoch: shard.epoch, facts });
        shard.error = undefined;
        shard.dirty ||= facts.length === BATCH;
        if (outcome.kind === 'applied') shard.pos = outcome.upTo;
        if (outcome.kind === 'rewind') this.again(shard, outcome.after);
        if (outcome.kind === 'busy') return this.later(shard, BUSY_MS);
        if (outcome.kind === 'backoff') {
          shard.error = 'a fact fails or something it needs is down';
          return this.later(shard, outcome.untilMs - Date.now());
        }
      }
    } catch (error) {
      shard.error = errorLine(error);
      this.report(error, `${shard.log.source}/${shard.shard}`);
      this.later(shard, LOOK_EVERY_MS);
    }
  }

  private again(shard: Shard, after: number): void {
    const stuck = after === shard.pos;
    shard.pos = after;
    shard.dirty = true;
    if (!stuck) return;
    // The log itself has a hole: reading again cannot help, so the shard stops here, loudly, until somebody looks.
    shard.error = `position ${after + 1} is missing in the log`;
    this.report(new Error(shard.error), `${shard.log.source}/${shard.shard}`);
    this.later(shard, 10 * LOOK_EVERY_MS);
  }

  private later(shard: Shard, ms: number): void {
    shard.dirty = true;
    shard.notBefore = Date.now() + Math.max(0, ms);
  }
}
