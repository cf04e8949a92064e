import { allFacts, factNamed, MAY, ROLES, type Action } from '#libs/contracts';
import type { Reader, Route } from './sources.js';

const BEGIN = '<!-- generated:facts -->';
const END = '<!-- /generated -->';

/** What a service can be asked, what it states and what it takes in: the lists of its README. */
export function serviceLists(service: string, readers: Reader[], routes: Route[]): string {
  const own = routes.filter((route) => route.service === service);
  const isRead = ({ method }: Route) => method === 'GET';
  const commands = own
    .filter((route) => !isRead(route))
    .map((route) => `\`${route.action}\` (${route.method} \`${route.path}\`; ${whoMay(route.action)})`);
  const reads = own.filter(isRead).map((route) => `\`${route.path}\` (${whoMay(route.action)})`);
  const out = allFacts()
    .filter(({ owner }) => owner === service)
    .map(({ name }) => linkTo(name));
  const taken = new Set(readers.filter((reader) => reader.service === service).map(({ fact }) => fact));
  const facts = [...taken].filter((fact) => factNamed(fact)).sort((a, b) => placeOf(a) - placeOf(b));
  return [
    ...line('Commands', commands),
    ...line('Reads', reads),
    ...line('Facts out', out),
    ...line(
      'Facts in',
      facts.map((fact) => `${linkTo(fact)} (${factNamed(fact)!.owner})`),
    ),
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

const line = (name: string, entries: string[]) => [
  `- **${name}**: ${entries.length > 0 ? entries.join(', ') : 'none'}`,
];

const linkTo = (fact: string) => `[\`${fact}\`](../../docs/events.md#${fact.toLowerCase()})`;

const placeOf = (fact: string) => allFacts().findIndex(({ name }) => name === fact);

function whoMay(action: string): string {
  const roles: readonly string[] = MAY[action as Action];
  return roles.length === ROLES.length ? 'every role' : roles.join(', ');
}
