/**
 * Lets many work side by side, or one alone. A fact that an earlier process did not live to end is tried alone, so that only
 * one that kills the process can be blamed for it.
 */
export class Solo {
  private working = 0;
  private closed: Promise<void> | undefined;
  private idle: (() => void) | undefined;

  async together<R>(work: () => Promise<R>): Promise<R> {
    while (this.closed) await this.closed;
    this.working += 1;
    try {
      return await work();
    } finally {
      this.working -= 1;
      if (this.working === 0) this.idle?.();
    }
  }

  async alone<R>(work: () => Promise<R>): Promise<R> {
    while (this.closed) await this.closed;
    let open!: () => void;
    this.closed = new Promise((resolve) => (open = resolve));
    try {
      if (this.working > 0) await new Promise<void>((resolve) => (this.idle = resolve));
      return await work();
    } finally {
      this.idle = undefined;
      this.closed = undefined;
      open();
    }
  }
}

/** The one of this process: a crash takes all of its consumers with it. */
export const solo = new Solo();
