import { isTaken } from './port.js';
import type { EmbeddedPostgres } from './postgres.js';

const LOOK_EVERY_MS = 1_000;

/** Who is told of it. */
interface Told {
  error(what: { err?: unknown }, says: string): void;
}

/** PostgreSQL may be killed, by a person or for want of memory: it is started again, and the services find it by themselves. */
export function keepAlive(postgres: EmbeddedPostgres, log: Told): () => Promise<void> {
  const port = Number(new URL(postgres.adminUrl).port);
  let looking: Promise<void> | undefined;
  const look = async () => {
    if (await isTaken(port)) return;
    if (await postgres.revive()) log.error({}, 'PostgreSQL was gone; it runs again');
  };
  const watch = setInterval(() => {
    const failed = (error: unknown) => log.error({ err: error }, 'PostgreSQL is gone and does not start');
    looking ??= look()
      .catch(failed)
      .finally(() => (looking = undefined));
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(watch);
    await looking;
  };
}
