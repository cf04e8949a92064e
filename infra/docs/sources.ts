import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, from the sources and from dist alike. */
export const root = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) folder = dirname(folder);
  return folder;
})();

/** A service that takes facts in. */
export interface Reader {
  service: string;
  fact: string;
  kind: 'reaction' | 'projection';
}

/** A route that says what it does. */
export interface Route {
  service: string;
  method: string;
  path: string;
  action: string;
}

/** A source file of a service. */
export interface Source {
  service: string;
  text: string;
}

/** Every source file of every service, without specs; the portal has neither facts nor routes. */
export function sourcesOfServices(): Source[] {
  const services = readdirSync(join(root, 'services')).filter((name) => name !== 'portal');
  return services.sort().flatMap((service) => {
    const folder = join(root, 'services', service, 'src');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
      .sort()
      .map((path) => ({ service, text: withoutComments(readFileSync(join(folder, path), 'utf8')) }));
  });
}

/** Who takes which fact in, read from @Reaction and @Projection: this place may not import a service. */
export function readersIn(sources: Source[]): Reader[] {
  return sources.flatMap(({ service, text }) =>
    [...text.matchAll(/@(Reaction|Projection)\(\s*(\w+)/g)].map(([, kind, fact]) => ({
      service,
      fact: fact!,
      kind: kind!.toLowerCase() as Reader['kind'],
    })),
  );
}

/** Every route with its action, read from Nest's decorators and @Does. */
export function routesIn(sources: Source[]): Route[] {
  return sources.flatMap(({ service, text }) => {
    const [, base = ''] = /@Controller\((?:'([^']*)')?\)/.exec(text) ?? [];
    const found = text.matchAll(
      /@(Get|Post|Put|Patch|Delete)\((?:'([^']*)')?\)(?:(?!@Does\(|\{)[\s\S])*@Does\('(\w+)'\)/g,
    );
    const routes = [...found].map(([, method, path, action]) => ({
      service,
      method: method!.toUpperCase(),
      path: [base, path].filter(Boolean).join('/'),
      action: action!,
    }));
    const said = text.match(/@Does\(/g)?.length ?? 0;
    if (said !== routes.length) {
      throw new Error(
        `${service}, ${base}: ${said} actions, ${routes.length} routes; write @Does right after the route`,
      );
    }
    return routes;
  });
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
