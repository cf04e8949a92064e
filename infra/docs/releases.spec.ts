import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { breachesOf } from './breaches.js';
import { languageNow, type Language } from './language.js';
import { release, releases, tampered, versionNow } from './releases.js';

const speaking = (...fields: string[]): Language => ({
  facts: {},
  requests: [],
  views: ['OrderView'],
  schemas: {
    OrderView: { type: 'object', properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])) },
  },
});

describe('the contracts', () => {
  const now = languageNow();

  it.each(releases().map((each) => [each.version, each.language] as const))('break nothing of %s', (_, language) => {
    expect(breachesOf(language, now)).toEqual([]);
  });

  it('have a version of their own as soon as they are not those of the last release', () => {
    const { version, language } = releases().at(-1)!;
    const isSame = isDeepStrictEqual(language, JSON.parse(JSON.stringify(now)));
    expect({ isSame, raiseTheVersionInPackageJson: !isSame && version === versionNow() }).toMatchObject({
      raiseTheVersionInPackageJson: false,
    });
  });

  it('have a release, and each is as it was', () => {
    expect(releases()).not.toEqual([]);
    expect(tampered()).toEqual([]);
  });
});

describe('a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'released-'));
    release({ version: '0.9.0', language: speaking('title', 'note') }, folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read again, in the order of versions', () => {
    release({ version: '0.10.0', language: speaking('title', 'note', 'colour') }, folder);
    expect(releases(folder).map(({ version }) => version)).toEqual(['0.9.0', '0.10.0']);
    expect(tampered(folder)).toEqual([]);
  });

  it('is never written twice', () => {
    expect(() => release({ version: '0.9.0', language: speaking('title', 'note') }, folder)).toThrow(
      '0.9.0 is released and stays as it is: raise the version in package.json',
    );
  });

  it('is not made where it breaks an earlier one', () => {
    expect(() => release({ version: '0.10.0', language: speaking('title') }, folder)).toThrow('`note` is gone');
    expect(releases(folder)).toHaveLength(1);
  });

  it('is missed where it was changed or taken away afterwards', () => {
    const file = join(folder, '0.9.0.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"note"', '"remark"'));
    expect(tampered(folder)).toEqual(['0.9.0.json is not as it was released: take it back from the history.']);
    rmSync(file);
    expect(tampered(folder)).toEqual(['0.9.0.json was released and is gone: take it back from the history.']);
  });
});
