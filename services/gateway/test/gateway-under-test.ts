import { loggerFor } from '#libs/service-kit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoKey, GatewaySettings, startGateway, type RunningGateway } from '../src/index.js';
import { addressesIn } from '../src/gateway-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'inkluderende-gateway-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a demo key of its own. */
export async function demoKeyFile(): Promise<string> {
  const file = join(folder, `${(files += 1)}`, 'keys/demo-signing-key.json');
  await createDemoKey(file);
  return file;
}

/** A gateway in front of one stand-in for all services, or of others where they are named. */
export async function gatewayTo(url: string, more: Partial<GatewaySettings> = {}): Promise<RunningGateway> {
  const settings = Object.assign(new GatewaySettings(), { PORT: 0, SIGNING_KEY_FILE: await demoKeyFile() });
  const names = Object.keys(addressesIn(settings)).map((name) => `${name.toUpperCase().replaceAll('-', '_')}_URL`);
  Object.assign(settings, Object.fromEntries(names.map((name) => [name, url])), more);
  return startGateway({ settings, logger: loggerFor('gateway', process.env['TEST_LOG'] ?? 'silent') });
}
