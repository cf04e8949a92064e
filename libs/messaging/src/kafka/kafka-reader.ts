import { atMost, backoff, restFor } from '../waiting.js';
import type { Consumer, EachBatchPayload, IHeaders, KafkaClient } from './kafka-client.js';
import { Pulse } from './pulse.js';

/** A record as it was read. */
export interface Incoming {
  offset: number;
  key: string;
  value: string;
  /** The last of each name; an attribute of a fact that comes twice is left out, so that the record does not count as one. */
  headers: Record<string, string>;
}

/** A run of records of one partition, and the ways to go on from it. */
export interface Fetched {
  owner: string;
  shard: number;
  records: Incoming[];
  /** Whether what is left must not be handled: the reader stops, reads on elsewhere, or the partition was assigned anew. */
  isOver(): boolean;
  /** The record and all before it are done with; without effect where it is over. */
  done(offset: number): void;
  /** Read on from here; without effect where it is over. */
  seek(offset: number): void;
}

/** What is to be read, and by whom. */
export interface Reading {
  group: string;
  owners: string[];
  /** Answers how long the partition is to rest, in ms; what is not done by then comes again. */
  onRecords(fetched: Fetched): Promise<number>;
  /** Partitions are this member's from now on, no others; another may have got on with them since this one last had them. */
  onAssigned(partitions: { owner: string; shard: number }[]): void;
  report(error: unknown, where: string): void;
  /** How long nothing may be heard from the brokers; a minute where left out. */
  stalledAfterMs: number | undefined;
}

const AGAIN_MS = { first: 200, most: 5_000 };
const LEAVE_WITHIN_MS = 5_000;
/** kafkajs fetches again only when all partitions of a fetch are handled, so a slow one must not keep it waiting. */
const SLOW_MS = 200;
/** All at once: how many are worked on is decided elsewhere. */
const PARTITIONS_AT_ONCE = 256;

/**
 * Keeps a consumer of topics going: one that crashes, or from which nothing is heard any more, is thrown away and made anew.
 * kafkajs itself would end for good at some errors, and wait for ever at others.
 */
export class Reader {
  private readonly stopping = new AbortController();
  private readonly pulse: Pulse;
  private readonly working = new Set<Promise<unknown>>();
  private readonly running: Promise<void>;
  /** Counts assignments: what was begun under an earlier one may not say where to read on. */
  private assignment = 0;

  constructor(
    private readonly client: KafkaClient,
    private readonly reading: Reading,
  ) {
    this.pulse = new Pulse(reading.stalledAfterMs ?? 60_000);
    this.running = this.forEver();
  }

  /** Whether it is a member of its group and hears from the brokers. */
  isRunning(): boolean {
    return this.pulse.isBeating && !this.stopping.signal.aborted;
  }

  /** Ends what is worked on, then leaves the group. */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping.abort();
    const ended = this.running.then(() => Promise.all(this.working));
    await atMost(deadlineMs, ended);
  }

  private async forEver(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const begun = performance.now();
      try {
        await this.once();
      } catch (error) {
        if (!signal.aborted)
          this.reading.report(error, `${this.reading.group} reads ${this.reading.owners.join(', ')}`);
      }
      failures = performance.now() - begun > 2 * AGAIN_MS.most ? 0 : failures + 1;
      await restFor(backoff(AGAIN_MS.first, AGAIN_MS.most, failures), signal);
    }
  }

  /** The life of one consumer, until it crashes, stalls or is not wanted any more. */
  private async once(): Promise<void> {
    const { client, reading, pulse } = this;
    const { signal } = this.stopping;
    const consumer = await client.consumer(reading.group, reading.owners);
    try {
      const crash = this.listenTo(consumer);
      const stalled = pulse.stops(signal);
      const run = consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.eachBatch(payload, consumer),
      });
      run.catch(() => undefined);
      // Joining may hang as well as reading.
      const isStalled = await Promise.race([crash, stalled, run.then(() => stalled)]);
      if (isStalled) throw new Error('nothing is heard from the brokers: reading is begun anew');
    } finally {
      pulse.isBeating = false;
      this.assignment += 1;
      const left = consumer.disconnect().catch(() => undefined);
      await atMost(LEAVE_WITHIN_MS, left);
    }
  }

  private ownerOf(topic: string): string {
    return topic.slice(this.client.topicOf('').length);
  }

  private listenTo(consumer: Consumer): Promise<never> {
    const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = consumer.events;
    const crash = new Promise<never>((_, reject) => consumer.on(CRASH, ({ payload }) => reject(payload.error)));
    crash.catch(() => undefined);
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.assignment += 1;
      const topics = Object.entries(payload.memberAssignment);
      this.reading.onAssigned(
        topics.flatMap(([topic, shards]) => shards.map((shard) => ({ owner: this.ownerOf(topic), shard }))),
      );
      this.pulse.beat();
    });
    consumer.on(HEARTBEAT, () => this.pulse.beat());
    consumer.on(FETCH, () => this.pulse.beat());
    return crash;
  }

  private async eachBatch(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    const work = this.workOn(payload, consumer);
    const tracked = work.finally(() => this.working.delete(tracked));
    this.working.add(tracked);
    const restMs = await atMost(SLOW_MS, work);
    if (restMs === 0) return;
    const resume = payload.pause();
    void work.then((ms) => setTimeout(resume, ms).unref());
  }

  // An error of ours must not reach kafkajs, which ends for good at some, and stops all partitions at others.
  private async workOn(payload: EachBatchPayload, consumer: Consumer): Promise<number> {
    const { batch } = payload;
    const { topic, partition } = batch;
    const { assignment } = this;
    const isOver = () =>
      assignment !== this.assignment || this.stopping.signal.aborted || !payload.isRunning() || payload.isStale();
    try {
      return await this.reading.onRecords({
        owner: this.ownerOf(topic),
        shard: partition,
        records: batch.messages.map(({ offset, key, value, headers }) => ({
          offset: Number(offset),
          key: key?.toString() ?? '',
          value: value?.toString() ?? '',
          headers: lastOfEach(headers),
        })),
        isOver,
        done: (offset) => void (isOver() || payload.resolveOffset(String(offset))),
        seek: (offset) => void (isOver() || consumer.seek({ topic, partition, offset: String(offset) })),
      });
    } catch (error) {
      this.reading.report(error, `${topic}/${partition}`);
      return AGAIN_MS.most;
    }
  }
}

/** Headers may come several times: the last counts, except that an attribute of a fact must be one. */
export function lastOfEach(headers: IHeaders = {}): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    if (Array.isArray(value) && name.startsWith('ce_')) return [];
    const last = Array.isArray(value) ? value.at(-1) : value;
    return last === undefined ? [] : [[name, last.toString()] as const];
  });
  return Object.fromEntries(entries);
}
