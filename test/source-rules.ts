/** What a source file may look like: each rule gives the reason a file breaks it, or nothing. */
export const sourceRules: Record<string, (path: string, text: string) => string | undefined> = {
  'file-fits-its-budget': (path, text) => {
    if (/(?:^|\/)(?:migrations|generated)\//.test(path)) return;
    const lines = text.trimEnd().split('\n').length;
    if (lines > 400) return `${lines} lines: over 400 it must be divided`;
    if (lines > 250 && !/^\/[/*]/.test(text)) return `${lines} lines: over 250 its first line says why, in a comment`;
    return;
  },

  'domain-is-given-time-and-chance': (path, text) => {
    if (!/^services\/[^/]+\/src\/domain\//.test(path) || path.endsWith('.spec.ts')) return;
    const found = /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\brandomUUID\b|\bnewId\b/.exec(
      withoutComments(text),
    );
    return found ? `${found[0]}: a decision is given time and ids as arguments` : undefined;
  },

  'names-say-what-it-is': (path, text) => {
    const words = path.split('/').map((part) => part.split('.')[0]!.replaceAll('-', ' '));
    const classes = [...text.matchAll(/\bexport (?:default )?(?:abstract )?class (\w+)/g)].map(([, name]) =>
      inWords(name!),
    );
    const vague = [...words, ...classes].find((name) => VAGUE.test(name));
    return vague && `"${vague}" says nothing: name what it is or does`;
  },
};

const VAGUE =
  /^(?:base|abstract)(?: |$)|(?:^| )(?:managers?|helpers?|utils?|base|abstract|impl|common|processors?|data|infos?|dtos?|events?)$/i;

function inWords(pascalCase: string): string {
  return pascalCase.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
