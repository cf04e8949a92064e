import kafkajs, { type Consumer, type Message } from 'kafkajs';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { TransientError } from '../failures.js';
import { SHARDS } from '../shard-of.js';
import { connected, Kept } from './kept.js';

export type { Consumer, EachBatchPayload, IHeaders } from 'kafkajs';

/** Where the brokers are, and what our topics are like. */
export interface KafkaSettings {
  /** host:port of each broker. */
  brokers: string[];
  clientId: string;
  /** How many copies of each topic the cluster keeps, where we are the one to make it. */
  replication: number;
  /** Stands before topics and groups, where several installations share a cluster. */
  prefix?: string;
}

/** A record as it is sent: a fact's bytes with its attributes beside it. */
export interface Outgoing {
  key: string;
  value: string;
  headers: Record<string, string>;
}

const KNOWN_VERSION = '2.2.4';
const SEND_WITHIN_MS = 10_000;
const THERE_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 3_000;

/**
 * The only place that knows kafkajs. It is unmaintained, so each of its known hazards has a guard here or in the reader, and a
 * test; another version may have others, hence the check.
 */
export class KafkaClient {
  private readonly kafka: kafkajs.Kafka;
  private readonly producer = new Kept(() =>
    this.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    }),
  );
  private readonly admin = new Kept(() => this.kafka.admin({ retry: { retries: 2, initialRetryTime: 100 } }));

  constructor(readonly settings: KafkaSettings) {
    mustBeKnown((createRequire(import.meta.url)('kafkajs/package.json') as { version: string }).version);
    stopIdleTimers();
    this.kafka = new kafkajs.Kafka({
      clientId: settings.clientId,
      // kafkajs begins with the first that it is given, and each new client does so again: that one may be down.
      brokers: () => shuffled(settings.brokers),
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: SEND_WITHIN_MS,
      // What it has to say reaches us as errors and events; its log would say each of them many times.
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 2 * settings.brokers.length, initialRetryTime: 100 },
    });
  }

  /** The topic of an owner. */
  topicOf(owner: string): string {
    return `${this.settings.prefix ?? ''}${owner}`;
  }

  /**
   * Sends records to their partitions and waits until they are stored; answers with the offset of each partition's first.
   * Not an idempotent producer: kafkajs takes its sequence number back after a failure, and the broker then takes other
   * records of the same number for doubles. A producer that has failed is thrown away: the next one looks up the leaders anew.
   */
  async publish(owner: string, byShard: Map<number, Outgoing[]>): Promise<Map<number, number>> {
    const topic = this.topicOf(owner);
    const messages: Message[] = [...byShard].flatMap(([partition, records]) =>
      records.map((record) => ({ partition, ...record })),
    );
    return this.producer.use(async (producer) => {
      const answers = await producer.send({ topic, messages, acks: -1, timeout: SEND_WITHIN_MS / 2 });
      return new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    });
  }

  /** The offset that the next record of each partition will get. */
  async endOffsets(owner: string): Promise<Map<number, number>> {
    return this.admin.use(async (admin) => {
      const ends = await admin.fetchTopicOffsets(this.topicOf(owner));
      return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
    });
  }

  /** Makes the topics that are not there yet; where we may not, somebody else has to. */
  async ensureTopics(owners: readonly string[]): Promise<void> {
    await this.admin.use(async (admin) => {
      const wanted = owners.map((owner) => this.topicOf(owner));
      const there = new Set(await admin.listTopics());
      const missing = wanted.filter((topic) => !there.has(topic));
      if (missing.length > 0)
        await admin.createTopics({ waitForLeaders: true, topics: missing.map((topic) => this.asTopic(topic)) });
      const { topics } = await onceThere(() => admin.fetchTopicMetadata({ topics: wanted }));
      for (const topic of missing) await onceThere(() => admin.fetchTopicOffsets(topic));
      const odd = topics.find(({ partitions }) => partitions.length !== SHARDS);
      if (odd)
        throw new TransientError(
          `topic ${odd.name} has ${odd.partitions.length} partitions: delete it, it is made again with ${SHARDS}`,
        );
    });
  }

  /** Partitions that have no leader, or of which a copy is missing or behind; of our own and of Kafka's topics. */
  async lacking(): Promise<string[]> {
    return this.admin.use(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata();
      return topics.flatMap(({ name, partitions }) =>
        partitions
          .filter(({ leader, replicas, isr }) => leader < 0 || isr.length < replicas.length)
          .map(({ partitionId, isr, replicas }) => `${name}/${partitionId} has ${isr.length} of ${replicas.length}`),
      );
    });
  }

  /** Takes all records of a topic away: they belong to an earlier life of its log. */
  async emptyTopic(owner: string): Promise<void> {
    const topic = this.topicOf(owner);
    await this.admin.use(async (admin) => {
      // kafkajs finds the leaders only of topics that it was asked about before.
      const ends = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition }) => ({ partition, offset: '-1' })) });
    });
  }

  /** Takes topics away. */
  async deleteTopics(owners: readonly string[]): Promise<void> {
    await this.admin.use((admin) => admin.deleteTopics({ topics: owners.map((owner) => this.topicOf(owner)) }));
  }

  /** A consumer of owners' topics, connected, not yet running; the reader keeps one going. */
  async consumer(group: string, owners: readonly string[]): Promise<Consumer> {
    await this.ensureTopics(owners);
    const consumer = this.kafka.consumer({
      groupId: this.topicOf(group),
      // A member that was killed keeps the others waiting for so long.
      sessionTimeout: 10_000,
      heartbeatInterval: 2_000,
      rebalanceTimeout: 6_000,
      maxBytesPerPartition: 262_144,
      maxWaitTimeInMs: 750,
      allowAutoTopicCreation: false,
      // The reader makes a new one instead.
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    // From the beginning: what falls out of range must not be skipped, which is what kafkajs does unless it is told.
    const topics = owners.map((owner) => this.topicOf(owner));
    return connected(consumer, () => consumer.subscribe({ topics, fromBeginning: true }));
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.close(), this.admin.close()]);
  }

  private asTopic(topic: string) {
    const { replication } = this.settings;
    const configEntries = [
      // The copy is kept as long as the log: a new consumer begins at its beginning.
      { name: 'retention.ms', value: '-1' },
      // A fact is small, a run of them is less than half of this; one that is large must not stand in the way of the others.
      { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
      { name: 'min.insync.replicas', value: String(Math.min(2, replication)) },
    ];
    return { topic, numPartitions: SHARDS, replicationFactor: replication, configEntries };
  }
}

/** What was only just made is not known to every broker, and not led by any, for a moment. */
async function onceThere<R>(ask: () => Promise<R>): Promise<R> {
  for (const deadline = performance.now() + THERE_WITHIN_MS; ;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((each) => ({ each, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

/** Each guard was read out of this version's code: any other has to be read again. */
export function mustBeKnown(version: string): void {
  if (version !== KNOWN_VERSION)
    throw new Error(
      `kafkajs is ${version}, but the guards of kafka-client.ts were made for ${KNOWN_VERSION}: read it again first.`,
    );
}

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
}

/** kafkajs arms a timer of a millisecond after each one, for ever, on every connection; here only where something waits. */
export function stopIdleTimers(): void {
  const queue = (createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: object })
    .prototype as {
    scheduleCheckPendingRequests: ((this: RequestQueue) => void) & { isMended?: true };
  };
  const schedule = queue.scheduleCheckPendingRequests;
  if (schedule.isMended) return;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
  queue.scheduleCheckPendingRequests.isMended = true;
}
