import { allFacts, MAY, OWNERS, ROLES, type Action, type CatalogueEntry } from '#libs/contracts';
import type { Reader, Route } from './sources.js';

const BEGIN = '<!-- generated:facts -->';
const END = '<!-- /generated -->';

/** What a service can be asked, what it states and what it takes in: the lists of its README. */
export function serviceLists(service: string, readers: Reader[], routes: Route[]): string {
  const own = routes.filter((route) => route.service === service).sort((a, b) => placeOf(a.action) - placeOf(b.action));
  const isRead = ({ method }: Route) => method === 'GET';
  const commands = own.filter((route) => !isRead(route)).map(routeInWords);
  const reads = own.filter(isRead).map(routeInWords);
  const taken = new Set(readers.filter((reader) => reader.service === service).map(({ fact }) => fact));
  const out = allFacts().filter(({ owner }) => owner === service);
  const takenFrom = OWNERS.map((owner) => ({
    owner,
    facts: allFacts().filter((entry) => entry.owner === owner && taken.has(entry.name)),
  })).filter(({ facts }) => facts.length > 0);
  return [
    line('Commands', commands),
    line('Reads', reads),
    line('Facts out', out.map(linkTo)),
    ...takenFrom.map(({ owner, facts }) => line(`Facts in, from ${owner}`, facts.map(linkTo))),
  ].join('\n');
}

/** A page with what stands between its markers replaced; a page without markers as it is. */
export function withLists(page: string, lists: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin === -1 && !page.includes(END)) return page;
  if (begin === -1 || end === -1) throw new Error(`${BEGIN} and ${END} belong together, in this order`);
  return `${page.slice(0, begin)}${BEGIN}\n${lists}\n${page.slice(end)}`;
}

const line = (name: string, entries: string[]) => `- **${name}**: ${entries.length > 0 ? entries.join(', ') : 'none'}`;

const linkTo = ({ name }: CatalogueEntry) => `[\`${name}\`](../../docs/events.md#${name.toLowerCase()})`;

/** As in the table of permissions. */
const placeOf = (action: string) => Object.keys(MAY).indexOf(action);

function routeInWords({ method, path, action }: Route): string {
  const roles: readonly string[] = MAY[action as Action];
  const who = roles.length === ROLES.length ? 'every role' : roles.join(', ');
  return method === 'GET' ? `\`${path}\` (${who})` : `\`${action}\` (${method} \`${path}\`; ${who})`;
}
