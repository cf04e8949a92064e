import { newId } from '#libs/contracts';
import { Journal, ServiceDatabase } from '#libs/messaging';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { assignment, type Clock } from './domain/assignment/assignment.js';
import { expireClaim } from './domain/assignment/expire-claim.js';
import { passDeadline } from './domain/assignment/pass-deadline.js';
import { candidatesAnew, claimantOf } from './storage/candidates.js';

interface Due {
  id: string;
  dueAt: string;
}

/** The longest sleep: deadlines that another process sets are seen within it. */
const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 100;

/** Lets deadlines pass: by the wall clock on its own, by a signed clock only when asked. */
@Injectable()
export class Timers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Timers.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly database: ServiceDatabase,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.watch();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * Lets every deadline of these municipalities' signed orders pass that has come at `now`, each at its own moment, in order.
   * Who claims again meanwhile under the same `now` gets the same deadline again: that waits for the next call, so this one ends.
   */
  async fireSigned(now: string, municipalities: string[]): Promise<number> {
    const until = new Date(now).toISOString();
    const passed: string[] = [];
    for (;;) {
      const [due] = await this.database.query<Due>(
        `SELECT id, due_at AS "dueAt" FROM assignment
          WHERE clock = 'signed' AND due_at COLLATE "C" <= $1 AND municipality = ANY($2) AND id || ' ' || due_at <> ALL($3)
          ORDER BY due_at COLLATE "C", id LIMIT 1`,
        [until, municipalities, passed],
      );
      if (!due) return passed.length;
      passed.push(`${due.id} ${due.dueAt}`);
      await this.pass(due.id, due.dueAt, 'signed');
    }
  }

  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const pause = await this.passDue().catch((error: unknown) => this.failed(error));
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Passes what is due by the wall clock; how long until the next look. */
  private async passDue(): Promise<number> {
    const soon = new Date(Date.now() + LOOK_EVERY_MS).toISOString();
    const rows = await this.database.query<Due>(
      `SELECT id, due_at AS "dueAt" FROM assignment
        WHERE clock = 'wall' AND due_at COLLATE "C" <= $1 ORDER BY due_at COLLATE "C" LIMIT ${AT_ONCE}`,
      [soon],
    );
    let pause = rows.length === AT_ONCE ? 0 : LOOK_EVERY_MS;
    for (const { id, dueAt } of rows) {
      if (this.stopping.signal.aborted) return 0;
      const ahead = Date.parse(dueAt) - Date.now();
      if (ahead > 0) return ahead;
      // One that cannot pass is tried again later and keeps no other one waiting.
      await this.pass(id, new Date().toISOString(), 'wall').catch((error: unknown) => (pause = this.failed(error)));
    }
    return pause;
  }

  /** Two processes may see the same row: the second finds nothing due. */
  private async pass(orderId: string, now: string, clock: Clock): Promise<void> {
    await this.journal.tick({ occurredAt: now, clock, correlationId: newId() }, async (tx) => {
      const state = await tx.load(assignment, orderId);
      const claimant = await claimantOf(tx, state);
      if (!claimant) return passDeadline(state, { now });
      return expireClaim(state, claimant, { candidates: await candidatesAnew(tx, state), now });
    });
  }

  private failed(error: unknown): number {
    this.log.error(error instanceof Error ? error.message : String(error));
    return LOOK_EVERY_MS;
  }
}
