import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { sourceRules } from './source-rules.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'test/architecture-examples');

/** Every breach, as `rule: file (why)`. */
async function breachesIn(tree: string): Promise<{ rule: string; file: string; why: string }[]> {
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.mjs'));
  const folders = ['services', 'libs', 'infra', 'test'].filter((folder) => existsSync(join(tree, folder)));
  const { output } = (await cruise(folders, { ...options, baseDir: tree })) as { output: ICruiseResult };
  const imports = output.summary.violations.map(({ rule, from, to }) => ({
    rule: rule.name,
    file: from,
    why: `imports ${to}`,
  }));
  const texts = folders
    .flatMap((folder) => filesBelow(tree, folder))
    .flatMap((file) => {
      const text = readFileSync(join(tree, file), 'utf8');
      return Object.entries(sourceRules).flatMap(([rule, judge]) => {
        const why = judge(file, text);
        return why ? [{ rule, file, why }] : [];
      });
    });
  return [...imports, ...texts];
}

function filesBelow(tree: string, folder: string): string[] {
  return readdirSync(join(tree, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', 'architecture-examples'].includes(entry.name) ? [] : filesBelow(tree, path);
    }
    return /\.(?:ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

describe('the architecture', () => {
  it('is what the sources follow', async () => {
    expect(await breachesIn(root)).toEqual([]);
  });

  describe('has seen every rule broken', () => {
    const labelled = filesBelow(examples, '.')
      .map((file) => file.slice('./'.length))
      .map((file) => ({ file, rule: /^\/\/ breaks: (\S+)/.exec(readFileSync(join(examples, file), 'utf8'))?.[1] }))
      .filter((example) => example.rule !== undefined);

    it('by examples that break exactly the rule they name, beside others that break none', async () => {
      const reported = (await breachesIn(examples)).map(({ file, rule }) => `${file} breaks ${rule}`);
      const promised = labelled.map(({ file, rule }) => `${file} breaks ${rule}`);
      expect([...new Set(reported)].sort()).toEqual(promised.sort());
    });

    it('with an example for each import rule and each rule on sources', async () => {
      const { ruleSet } = await extractDepcruiseOptions(join(root, '.dependency-cruiser.mjs'));
      const importRules = ruleSet?.forbidden?.map(({ name }) => name) ?? [];
      const budget = 'file-fits-its-budget'; // its examples are long, and made below
      const rules = [...importRules, ...Object.keys(sourceRules).filter((rule) => rule !== budget)];
      expect([...new Set(labelled.map(({ rule }) => rule))].sort()).toEqual(rules.sort());
    });

    it('with files past their budget', () => {
      const judge = sourceRules['file-fits-its-budget']!;
      const lines = (count: number): string => 'x();\n'.repeat(count);
      expect(judge('libs/a.ts', lines(400).replace('x();', '// why'))).toBeUndefined();
      expect(judge('libs/a.ts', lines(401).replace('x();', '// why'))).toMatch('over 400');
      expect(judge('libs/a.ts', lines(250))).toBeUndefined();
      expect(judge('libs/a.ts', lines(251))).toMatch('over 250');
      expect(judge('services/ordering/src/storage/migrations/a.ts', lines(401))).toBeUndefined();
    });
  });
});
