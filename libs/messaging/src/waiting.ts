import { setTimeout as pause } from 'node:timers/promises';

/** Waits for work, but not longer than that, and keeps no process alive for it; nothing where it is not done by then. */
export function atMost<R>(ms: number, work: Promise<R> | undefined): Promise<R | undefined> {
  return Promise.race([work, pause(ms, undefined, { ref: false })]);
}

/** Rests for a while, or until it is to stop. */
export async function restFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

/** How long to wait after so many failures in a row: twice as long each time, up to a limit. */
export function backoff(firstMs: number, mostMs: number, failuresBefore: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failuresBefore, 20));
}
