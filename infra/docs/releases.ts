import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { breachesOf } from './breaches.js';
import type { Language } from './language.js';
import { root } from './sources.js';

/** The published language as it was at one release. */
export interface Release {
  version: string;
  language: Language;
}

const RELEASED = join(root, 'libs/contracts/released');
const SEALS = 'SHA256SUMS';

/** The version that a release would have now. */
export const versionNow = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** Every release so far, the oldest first. */
export function releases(folder = RELEASED): Release[] {
  return namesIn(folder)
    .map((name) => ({
      version: name.replace(/\.json$/, ''),
      language: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Language,
    }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

/** Keeps a language as a release: only where it breaks no earlier one, once, and sealed. */
export function release({ version, language }: Release, folder = RELEASED): void {
  const broken = releases(folder).flatMap((earlier) => breachesOf(earlier.language, language));
  if (broken.length > 0) throw new Error(`Nothing was released.\n${broken.join('\n')}`);
  const name = `${version}.json`;
  if (existsSync(join(folder, name))) {
    throw new Error(`${version} is released and stays as it is: raise the version in package.json, then release.`);
  }
  mkdirSync(folder, { recursive: true });
  // A line for each part, which a person can find something in.
  const text = `${JSON.stringify(language).replaceAll('},"', '},\n"')}\n`;
  writeFileSync(join(folder, name), text, { flag: 'wx' });
  appendFileSync(join(folder, SEALS), `${sealOf(text)}  ${name}\n`);
}

/** Releases that are not as they were released, a sentence each; `sha256sum -c SHA256SUMS` finds the same. */
export function tampered(folder = RELEASED): string[] {
  const lines = existsSync(join(folder, SEALS)) ? readFileSync(join(folder, SEALS), 'utf8').trim().split('\n') : [];
  const seals = new Map(lines.map((line) => line.split('  ').reverse() as [string, string]));
  const names = namesIn(folder);
  return [
    ...names
      .filter((name) => seals.get(name) !== sealOf(readFileSync(join(folder, name), 'utf8')))
      .map((name) => `${name} is not as it was released: take it back from the history.`),
    ...[...seals.keys()]
      .filter((name) => !names.includes(name))
      .map((name) => `${name} was released and is gone: take it back from the history.`),
  ];
}

const namesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const sealOf = (text: string) => createHash('sha256').update(text).digest('hex');
