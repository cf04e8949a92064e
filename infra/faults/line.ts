import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A line to a port of this computer that can be cut, slowed down and frozen, for all connections at once. */
export class Line {
  private readonly ends = new Set<Socket>();
  private delayMs = 0;
  private isCut = false;
  /** Resolves at the thaw. */
  private frozen?: { until: Promise<void>; thaw: () => void };

  private constructor(
    private readonly server: Server,
    private readonly to: number,
  ) {
    server.on('connection', (near) => void this.join(near));
  }

  /** Listens on a free port and passes what comes there on to the port. */
  static async open(to: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server, to);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection and lets none come about. */
  cut(): void {
    this.isCut = true;
    this.break();
  }

  /** Breaks every connection; new ones may come about. */
  break(): void {
    for (const end of this.ends) end.destroy();
  }

  /** From now on whatever passes takes so much longer. */
  slow(ms: number): void {
    this.delayMs = ms;
  }

  /** Nothing passes, and nobody is told. */
  freeze(): void {
    if (this.frozen) return;
    let thaw = () => {};
    const until = new Promise<void>((resolve) => (thaw = resolve));
    this.frozen = { until, thaw };
    for (const end of this.ends) end.pause();
  }

  /** Whole again: what was held back passes now. */
  mend(): void {
    this.isCut = false;
    this.delayMs = 0;
    this.frozen?.thaw();
    this.frozen = undefined;
    for (const end of this.ends) end.resume();
  }

  async close(): Promise<void> {
    this.mend();
    this.break();
    this.server.close();
    await once(this.server, 'close');
  }

  private async join(near: Socket): Promise<void> {
    this.keep(near);
    if (this.isCut) return void near.destroy();
    near.pause();
    await this.frozen?.until;
    if (near.destroyed) return;
    const far = connect(this.to, '127.0.0.1');
    this.keep(far);
    this.pass(near, far);
    this.pass(far, near);
    if (!this.frozen) near.resume();
  }

  private keep(end: Socket): void {
    this.ends.add(end);
    end.setNoDelay(true);
    end.on('error', () => undefined);
    end.once('close', () => this.ends.delete(end));
  }

  /** In order, whatever the delay does meanwhile. */
  private pass(from: Socket, to: Socket): void {
    let before: Promise<unknown> = Promise.resolve();
    const inOrder = (work: () => unknown) => (before = before.then(work));
    from.on('data', (chunk) => {
      from.pause();
      void inOrder(async () => {
        if (this.delayMs > 0) await pause(this.delayMs);
        await this.frozen?.until;
        if (!to.destroyed && !to.write(chunk))
          await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => 0);
        if (!this.frozen) from.resume();
      });
    });
    from.once('end', () => void inOrder(() => to.end()));
    from.once('close', (failed) => failed && to.destroy());
  }
}
