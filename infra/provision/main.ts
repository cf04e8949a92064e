// Runs once before the services, as a container does: makes the database, its schemas and accounts, and a demo's key.
import { readSettings, WrongSetting } from '#libs/service-kit';
import { provisionServices } from '../embedded/database.js';
import { demoKeyFileIn } from '../embedded/demo-key.js';
import { KNOWN_SETTINGS, ProvisionSettings } from './provision-settings.js';

try {
  const settings = readSettings(ProvisionSettings, KNOWN_SETTINGS, process.env);
  await provisionServices(settings.DATABASE_URL, (role) => passwordOf(role, settings));
  const key = settings.DEMO_KEY_FOLDER && (await demoKeyFileIn(settings.DEMO_KEY_FOLDER));
  process.stdout.write(`The services have their schemas and accounts${key ? `; the demo's key is ${key}` : ''}.\n`);
} catch (error) {
  const why = (error as Error).message;
  process.stderr.write(error instanceof WrongSetting ? `${why}\n` : `The database cannot be prepared: ${why}.\n`);
  process.exit(1);
}

/** A service's two accounts have one password: the same process holds both. */
function passwordOf(role: string, settings: ProvisionSettings): string {
  const service = role.replace(/_owner$/, '').toUpperCase();
  return settings[`${service}_PASSWORD` as keyof ProvisionSettings]!;
}
