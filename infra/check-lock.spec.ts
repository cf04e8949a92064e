import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

describe('the check of package-lock.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-lock-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(packages: Record<string, object>): { passes: boolean; says: string } {
    const lock = join(folder, 'package-lock.json');
    writeFileSync(lock, JSON.stringify({ lockfileVersion: 3, packages }));
    const script = fileURLToPath(new URL('./check-lock.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, lock], { encoding: 'utf8' });
    return { passes: status === 0, says: stderr.trim() };
  }

  const compiler = { version: '1.0.0', optionalDependencies: { '@compiler/darwin': '1.0.0' } };

  it('refuses a package bound to one registry’s address', () => {
    const bound = { version: '1.0.0', resolved: 'https://registry.example/left/-/left-1.0.0.tgz' };
    expect(check({ 'node_modules/left': bound })).toEqual({
      passes: false,
      says: 'node_modules/left is bound to the address https://registry.example/left/-/left-1.0.0.tgz',
    });
  });

  it('refuses a package whose build for another system is not locked', () => {
    expect(check({ 'node_modules/compiler': compiler })).toEqual({
      passes: false,
      says: 'node_modules/compiler needs @compiler/darwin on some systems, and the lock does not have it',
    });
  });

  it('finds that build beside the package or further up', () => {
    const build = { version: '1.0.0', optional: true };
    const path = 'node_modules/tool/node_modules/compiler';
    expect(check({ [path]: compiler, 'node_modules/@compiler/darwin': build }).passes).toBe(true);
    expect(check({ [path]: compiler, 'node_modules/tool/node_modules/@compiler/darwin': build }).passes).toBe(true);
    expect(check({ [path]: compiler, [`${path}/node_modules/@compiler/darwin`]: build }).passes).toBe(true);
    expect(check({ [path]: compiler, 'node_modules/other/node_modules/@compiler/darwin': build }).passes).toBe(false);
  });

  it('accepts a folder of this repository that is linked as a package', () => {
    expect(check({ 'node_modules/portal': { resolved: 'services/portal', link: true } }).passes).toBe(true);
  });
});
