import { restFor } from '../waiting.js';

const TICKS = 6;

/** Whether something was heard lately. Ticks are counted, not time: a process that was frozen has not stalled. */
export class Pulse {
  isBeating = false;
  private silentTicks = 0;

  constructor(private readonly stalledAfterMs: number) {}

  beat(): void {
    this.isBeating = true;
    this.silentTicks = 0;
  }

  /** Waits until nothing was heard for too long (true), or until it need not wait any more. */
  async stops(signal: AbortSignal): Promise<boolean> {
    for (this.silentTicks = 0; !signal.aborted && this.silentTicks < TICKS; this.silentTicks += 1) {
      await restFor(this.stalledAfterMs / TICKS, signal);
    }
    return !signal.aborted;
  }
}
