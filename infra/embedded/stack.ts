/** What has been started; stopped in the opposite order, all of it, whatever fails on the way. */
export class Stack {
  private readonly stops: (() => Promise<void>)[] = [];
  private unwinding: Promise<void> | undefined;

  push(stop: () => Promise<void>): void {
    this.stops.unshift(stop);
  }

  unwind(): Promise<void> {
    return (this.unwinding ??= this.all());
  }

  private async all(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.stops) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
