import { Optional } from '#libs/contracts';
import { readSettings, TextSetting, UrlSetting } from '#libs/service-kit';
import { join } from 'node:path';
import { runningPostgres, startPostgres } from '../embedded/postgres.js';
import { platformDatabase } from '../embedded/provision.js';
import { projectFolder } from '../project-folder.js';

class OpsSettings {
  @TextSetting() DATA_DIR: string = join(projectFolder(), '.data');
  @Optional() @UrlSetting('postgres:', 'postgresql:') DATABASE_URL?: string;
}

/** The database of the platform that the settings name; an embedded PostgreSQL that does not run is started for as long. */
export async function databaseAtHand(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const { DATA_DIR, DATABASE_URL } = readSettings(OpsSettings, ['DATA_DIR', 'DATABASE_URL'], env);
  const leave = async () => undefined;
  if (DATABASE_URL) return { url: platformDatabase(DATABASE_URL), close: leave };
  const running = await runningPostgres(DATA_DIR);
  if (running) return { url: platformDatabase(running), close: leave };
  say(`The platform in ${DATA_DIR} does not run: its PostgreSQL is started for this command alone.`);
  const postgres = await startPostgres(DATA_DIR);
  return { url: platformDatabase(postgres.adminUrl), close: () => postgres.stop() };
}
