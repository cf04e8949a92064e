import { newId } from '#libs/contracts';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { TransientError } from './failures.js';
import { restFor } from './waiting.js';
import type { News, WakeUp } from './wake-up.js';

/** What is needed to hear from other processes. */
export interface BetweenProcessesOptions {
  service: string;
  /** Address of the database that the processes share. */
  url: string;
  /** Given where news of one process is to wake the consumers of another. */
  wakeUp?: WakeUp;
  /** Somebody lacks facts of this service's log. */
  onAskedAgain?: (shard: number, after: number) => void;
  report: (error: unknown, where: string) => void;
}

/** What is told: that a log has grown, or that facts of it are missing. */
type Told = { from: string; source: string } & ({ news: News } | { shard: number; after: number });

const CHANNEL = 'inkluderende';
/** A notification takes a lock of the whole server through its commit: at most one in so long a time. */
const AT_MOST_EVERY_MS = 20;
const AGAIN_MS = 1_000;
/** A notification holds less than 8000 bytes. */
const MOST_NEWS = 80;

/** What was told; nothing where somebody else uses the channel. */
function toldIn(payload: string | undefined): Told | undefined {
  try {
    const told = JSON.parse(payload ?? '') as Partial<Told> | null;
    return typeof told?.from === 'string' && typeof told.source === 'string' ? (told as Told) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Wake-ups between processes that share a database: NOTIFY, after the commit and on a connection of its own. Only hints: what
 * is lost is found at the next look.
 */
export class BetweenProcesses {
  private readonly self = newId();
  private readonly stopping = new AbortController();
  private readonly unsent = new Map<string, News[number]>();
  private off?: () => void;
  private client?: pg.Client;
  private isSending = false;
  private running?: Promise<void>;

  constructor(private readonly options: BetweenProcessesOptions) {}

  start(): void {
    const { wakeUp, service } = this.options;
    this.off = wakeUp?.on(service, (news, isOurs) => this.grown(news, isOurs));
    this.running = this.forEver();
  }

  async stop(): Promise<void> {
    this.off?.();
    this.stopping.abort();
    await this.running;
  }

  /** Asks the owner of a log to send the facts of a shard behind a position once more. */
  async askAgain(source: string, shard: number, after: number): Promise<void> {
    await this.tell({ from: this.self, source, shard, after });
  }

  private async forEver(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const client = new pg.Client({
        connectionString: this.options.url,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
      });
      const lost = new Promise<void>((resolve) => {
        client.on('error', (error) => {
          this.options.report(error, 'between processes');
          resolve();
        });
        signal.addEventListener('abort', () => resolve());
      });
      client.on('notification', ({ payload }) => this.hear(payload));
      try {
        await client.connect();
        await client.query(`LISTEN ${CHANNEL}`);
        this.client = client;
        await lost;
      } catch (error) {
        this.options.report(error, 'between processes');
      }
      this.client = undefined;
      await client.end().catch(() => undefined);
      await restFor(AGAIN_MS, signal);
    }
  }

  private hear(payload: string | undefined): void {
    const told = toldIn(payload);
    if (!told || told.from === this.self) return;
    if ('after' in told) {
      if (told.source === this.options.service) this.options.onAskedAgain?.(told.shard, told.after);
      return;
    }
    this.options.wakeUp?.signal(told.source, told.news, false);
  }

  private grown(news: News, isOurs: boolean): void {
    if (!isOurs) return; // it was told already
    for (const each of news) this.unsent.set(`${each.shard} ${each.name}`, each);
    if (!this.isSending) void this.send();
  }

  private async send(): Promise<void> {
    this.isSending = true;
    while (this.unsent.size > 0) {
      const news = [...this.unsent.values()].slice(0, MOST_NEWS);
      for (const each of news) this.unsent.delete(`${each.shard} ${each.name}`);
      // What is not heard is found at the next look.
      await this.tell({ from: this.self, source: this.options.service, news }).catch(() => undefined);
      await pause(AT_MOST_EVERY_MS);
    }
    this.isSending = false;
  }

  private async tell(told: Told): Promise<void> {
    if (!this.client) throw new TransientError('no connection to the other processes at the moment');
    await this.client.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(told)]);
  }
}
