import { createDemoKey } from '#services/gateway';
import { join } from 'node:path';

/** The file with the demo's key in a folder, made where it is not there yet. */
export async function demoKeyFileIn(folder: string): Promise<string> {
  const file = join(folder, 'demo-signing-key.json');
  await createDemoKey(file);
  return file;
}
