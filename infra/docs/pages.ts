import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiPage } from './asyncapi.js';
import { factsPage } from './facts-page.js';
import { serviceLists, withLists } from './service-lists.js';
import { readersIn, root, routesIn, sourcesOfServices } from './sources.js';

/** A generated page: where it is, what it has to be and what it is. */
export interface Page {
  path: string;
  wanted: string;
  found: string | undefined;
}

/** Every page that is generated, whole or in part. */
export function pages(): Page[] {
  const sources = sourcesOfServices();
  const readers = readersIn(sources);
  const routes = routesIn(sources);
  const services = [...new Set(sources.map(({ service }) => service))];
  return [
    { path: 'docs/events.md', wanted: factsPage(readers), found: read('docs/events.md') },
    { path: 'docs/asyncapi.yaml', wanted: asyncApiPage(), found: read('docs/asyncapi.yaml') },
    ...services.flatMap((service) => {
      const path = `services/${service}/README.md`;
      const found = read(path);
      return found === undefined
        ? []
        : [{ path, wanted: withLists(found, serviceLists(service, readers, routes)), found }];
    }),
  ];
}

function read(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
