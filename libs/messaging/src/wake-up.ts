/** Which facts a commit has added, by shard. */
export type News = readonly { shard: number; name: string }[];

type Listener = (news: News, isOurs: boolean) => void;

/**
 * Tells consumers in the same process that a log has grown, right after the commit, so that a hop takes milliseconds.
 * Only a hint: whoever misses it finds the facts at the next look at the shard heads.
 */
export class WakeUp {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** `isOurs` is false for what another process has committed. */
  signal(source: string, news: News, isOurs = true): void {
    if (news.length > 0) for (const listener of this.listeners.get(source) ?? []) listener(news, isOurs);
  }

  on(source: string, listener: Listener): () => void {
    const all = this.listeners.get(source) ?? new Set();
    this.listeners.set(source, all.add(listener));
    return () => all.delete(listener);
  }
}

/** The one of this process. */
export const wakeUp = new WakeUp();
