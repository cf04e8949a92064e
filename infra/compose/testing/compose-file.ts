import { parse, type CollectionTag, type ScalarTag } from 'yaml';

/** One container of a compose file, as far as it is looked at here. */
export interface Container {
  build?: { target?: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  networks?: string[];
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

/** A compose file as YAML says it. */
export interface ComposeFile {
  services: Record<string, Container>;
}

const RESET = Symbol('reset');
/** What compose's own tags do to the value that an earlier file gave: taken away, or replaced as a whole. */
const TAGS = [
  { tag: '!reset', resolve: () => RESET },
  { tag: '!reset', collection: 'seq', resolve: () => RESET },
  { tag: '!override', collection: 'seq' },
] as (ScalarTag | CollectionTag)[];

/** One file alone, with its variables filled in. */
export const composeFile = (text: string, variables: Record<string, string> = {}): ComposeFile =>
  parse(filledIn(text, variables), { merge: true, customTags: TAGS }) as ComposeFile;

/** Lays a file over another, as `docker compose -f one -f other` does with what our files use. */
export function laidOver(below: ComposeFile, above: ComposeFile): ComposeFile {
  const services = { ...below.services };
  for (const [name, changed] of Object.entries(above.services)) services[name] = merged(services[name] ?? {}, changed);
  return { ...below, services };
}

function merged(below: Container, above: Container): Container {
  const environment = withoutResets({ ...below.environment, ...above.environment });
  return withoutResets({ ...below, ...above, environment });
}

const withoutResets = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== RESET)) as T;

/** Compose's variables: `${NAME:-otherwise}` and `${NAME:?complaint}`; `$$` is a dollar. */
function filledIn(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (found, name?: string, how?: string, word?: string) => {
    if (!name) return '$';
    const given = variables[name];
    if (given) return given;
    if (how === '-') return word!;
    throw new Error(`${name} ${word ?? `has no default in ${found}`}`);
  });
}
