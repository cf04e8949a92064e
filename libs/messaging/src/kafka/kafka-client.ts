import kafkajs, { type Admin, type Consumer, type Message, type Producer } from 'kafkajs';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { errorLine, TransientError } from '../failures.js';
import { SHARDS } from '../shard-of.js';

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
const THERE_AFTER_TRIES = 50;
const CONNECT_WITHIN_MS = 3_000;

/**
 * The only place that knows kafkajs. It is unmaintained, so each of its known hazards has a guard here or in the reader, and a
 * test; another version may have others, hence the check.
 */
export class KafkaClient {
  private readonly kafka: kafkajs.Kafka;
  private producer?: Producer;
  private admin?: Admin;

  constructor(readonly settings: KafkaSettings) {
    mustBeKnown((createRequire(import.meta.url)('kafkajs/package.json') as { version: string }).version);
    stopIdleTimers();
    this.kafka = new kafkajs.Kafka({
      clientId: settings.clientId,
      brokers: settings.brokers,
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: SEND_WITHIN_MS,
      // What it has to say reaches us as errors and events; its log would say each of them many times.
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 0 },
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
    try {
      this.producer ??= await this.connectProducer();
      const answers = await this.producer.send({ topic, messages, acks: -1, timeout: SEND_WITHIN_MS / 2 });
      return new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    } catch (error) {
      await this.drop('producer');
      throw new TransientError(`Kafka has not taken facts of ${owner}: ${errorLine(error)}`, { cause: error });
    }
  }

  /** The offset that the next record of each partition will get. */
  async endOffsets(owner: string): Promise<Map<number, number>> {
    return this.asAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(this.topicOf(owner));
      return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
    });
  }

  /** Makes the topics that are not there yet; where we may not, somebody else has to. */
  async ensureTopics(owners: readonly string[]): Promise<void> {
    await this.asAdmin(async (admin) => {
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

  /** Takes all records of a topic away: they belong to an earlier life of its log. */
  async emptyTopic(owner: string): Promise<void> {
    const topic = this.topicOf(owner);
    await this.asAdmin(async (admin) => {
      // kafkajs finds the leaders only of topics that it was asked about before.
      const ends = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition }) => ({ partition, offset: '-1' })) });
    });
  }

  /** Takes topics away. */
  async deleteTopics(owners: readonly string[]): Promise<void> {
    await this.asAdmin((admin) => admin.deleteTopics({ topics: owners.map((owner) => this.topicOf(owner)) }));
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
      maxWaitTimeInMs: 400,
      allowAutoTopicCreation: false,
      // The reader makes a new one instead.
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    await consumer.connect();
    // From the beginning: what falls out of range must not be skipped, which is what kafkajs does unless it is told.
    await consumer.subscribe({ topics: owners.map((owner) => this.topicOf(owner)), fromBeginning: true });
    return consumer;
  }

  async close(): Promise<void> {
    await Promise.all([this.drop('producer'), this.drop('admin')]);
  }

  private async connectProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    });
    await producer.connect();
    return producer;
  }

  private async asAdmin<R>(work: (admin: Admin) => Promise<R>): Promise<R> {
    try {
      this.admin ??= await this.connectAdmin();
      return await work(this.admin);
    } catch (error) {
      await this.drop('admin');
      throw error instanceof TransientError ? error : new TransientError(errorLine(error), { cause: error });
    }
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin({ retry: { retries: 2, initialRetryTime: 100 } });
    await admin.connect();
    return admin;
  }

  /** One that has failed is thrown away: the next looks everything up anew. */
  private async drop(which: 'admin' | 'producer'): Promise<void> {
    const dropped = this[which];
    this[which] = undefined;
    const left = dropped?.disconnect().catch(() => undefined);
    await Promise.race([left, pause(CONNECT_WITHIN_MS, undefined, { ref: false })]);
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
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= THERE_AFTER_TRIES) throw error;
      await pause(100);
    }
  }
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
  throttleCheckTimeoutId: NodeJS.Timeout | null;
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
