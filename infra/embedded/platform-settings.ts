import { Optional } from '#libs/contracts';
import { PROCESS_SETTINGS, ProcessSettings, TextSetting, UrlSetting } from '#libs/service-kit';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';

/** Settings of a whole platform on one computer. */
export class PlatformSettings extends ProcessSettings {
  override PORT: number = 3000;
  @TextSetting() DATA_DIR: string = join(projectFolder(), '.data');
  @Optional() @UrlSetting('postgres:', 'postgresql:') DATABASE_URL?: string;
  @Optional() @TextSetting() SIGNING_KEY_FILE?: string;
}

export const KNOWN_SETTINGS = [
  ...PROCESS_SETTINGS,
  'DATA_DIR',
  'DATABASE_URL',
  'SIGNING_KEY_FILE',
] as const satisfies (keyof PlatformSettings)[];
