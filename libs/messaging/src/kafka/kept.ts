import { setTimeout as pause } from 'node:timers/promises';
import { errorLine, TransientError } from '../failures.js';
import { atMost } from '../waiting.js';

/** A client of brokers. */
export interface Connectable {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** Longer than any request: kafkajs counts by the wall clock, which may be set back. */
const ANSWER_WITHIN_MS = 30_000;
const LEAVE_WITHIN_MS = 3_000;

/** Keeps a client connected; one that has failed, or does not answer, is thrown away, and the next looks everything up anew. */
export class Kept<C extends Connectable> {
  private current?: Promise<C>;
  private isClosed = false;

  constructor(private readonly make: () => C) {}

  async use<R>(work: (client: C) => Promise<R>): Promise<R> {
    if (this.isClosed) throw new TransientError('the connection to Kafka is closed');
    const current = (this.current ??= connected(this.make()));
    const done = new AbortController();
    const late = pause(ANSWER_WITHIN_MS, undefined, { ref: false, signal: done.signal }).then(() => {
      throw new Error(`Kafka has not answered within ${ANSWER_WITHIN_MS / 1000} s`);
    });
    try {
      return await Promise.race([current.then(work), late]);
    } catch (error) {
      await this.drop(current);
      throw error instanceof TransientError ? error : new TransientError(errorLine(error), { cause: error });
    } finally {
      late.catch(() => undefined);
      done.abort();
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.drop(this.current);
  }

  /** Somebody else may have thrown it away already, and have another. */
  private async drop(dropped: Promise<C> | undefined): Promise<void> {
    if (this.current === dropped) this.current = undefined;
    const left = dropped?.then((client) => client.disconnect()).catch(() => undefined);
    await atMost(LEAVE_WITHIN_MS, left);
  }
}

/** Connects, and does what is done first; a client that cannot keeps no socket. */
export async function connected<C extends Connectable>(client: C, first?: (client: C) => Promise<void>): Promise<C> {
  try {
    await client.connect();
    await first?.(client);
    return client;
  } catch (error) {
    void client.disconnect().catch(() => undefined);
    throw error;
  }
}
