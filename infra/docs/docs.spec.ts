import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allFacts, factNamed, MAY } from '#libs/contracts';
import { factsPage } from './facts-page.js';
import { pages } from './pages.js';
import { serviceLists, withLists } from './service-lists.js';
import { readersIn, root, routesIn, sourcesOfServices } from './sources.js';
import { meaningOf, typeInWords } from './type-words.js';

const sources = sourcesOfServices();
const readers = readersIn(sources);
const routes = routesIn(sources);
const oneSource = (text: string) => [{ service: 'ordering', text }];

describe('the generated pages', () => {
  it.each(pages().map((page) => [page.path, page] as const))('%s is as `npm run docs` writes it', (_, page) => {
    expect(page.found).toBe(page.wanted);
  });

  it('are the same whatever order the sources are read in', () => {
    expect(factsPage([...readers].reverse())).toBe(factsPage(readers));
  });
});

describe('the page of facts', () => {
  const page = factsPage(readers);
  const sectionOf = (name: string) => page.split(/\n(?=##+ )/).filter((section) => section.startsWith(`### ${name}\n`));

  it('has every fact once, with its sentence, type, key and readers', () => {
    for (const { name, meaning } of allFacts()) {
      const [section, ...more] = sectionOf(name);
      expect(more).toEqual([]);
      expect(section).toContain(`\n${meaning.says}\n`);
      expect(section).toContain(`.${name}.v${meaning.version}\`; key \`${meaning.key}\`; read by `);
    }
    expect(sectionOf('OrderPlaced')[0]).toContain('read by procurement-compliance (reaction), reporting (projection).');
  });

  it('says of each field what it is, whether it must be there, and what it means', () => {
    expect(sectionOf('OrderWithdrawn')[0]).toContain('\n| `reason` | text, at most 500 | yes | why |\n');
    expect(sectionOf('OrderWithdrawn')[0]).toContain('\n| `claimId` | id | no | the claim that was confirmed |');
    expect(sectionOf('OrderClaimed')[0]).toContain('| list of [Hold](#hold); 1 to 500 | yes | the hours held |');
  });

  it('begins each table with the key', () => {
    expect(sectionOf('OrderPlaced')[0]).toMatch(/\|---\|---\|---\|---\|\n\| `orderId` \|/);
  });

  it('has each part of a fact once, and every link leads somewhere', () => {
    expect(sectionOf('Hold')).toHaveLength(1);
    expect(sectionOf('OfferedOrder')).toHaveLength(1);
    const headings = new Set([...page.matchAll(/^##+ (.+)$/gm)].map(([, name]) => name!.toLowerCase()));
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name!);
    expect(links.length).toBeGreaterThan(allFacts().length);
    expect(links.filter((name) => !headings.has(name))).toEqual([]);
  });

  it('says so where no other service reads a fact', () => {
    expect(factsPage([]).match(/read by no other service/g)).toHaveLength(allFacts().length);
  });

  it('names both ways in which a service reads a fact', () => {
    const both = readersIn(oneSource('@Reaction(OrderUnclaimed) a() {} @Projection(OrderUnclaimed) b() {}'));
    expect(factsPage(both)).toContain('read by ordering (projection, reaction).');
  });
});

describe('the type of a field', () => {
  it.each([
    [{ type: 'integer', format: 'int64', minimum: 0, maximum: 1_000_000_000_000 }, 'øre, 0 to 1 000 000 000 000'],
    [{ type: 'integer', format: 'minutes', minimum: 1, maximum: 600_000 }, 'minutes, 1 to 600 000'],
    [{ type: 'integer', minimum: 1990, maximum: 2199 }, 'whole number, 1 990 to 2 199'],
    [{ type: 'string', format: 'organisation-number' }, 'organisation number'],
    [{ type: 'string', maxLength: 500 }, 'text, at most 500'],
    [{ type: 'string', enum: ['approve', 'refuse'] }, '`approve`, `refuse`'],
    [{ type: 'array', items: { type: 'string', format: 'category' }, maxItems: 50 }, 'list of category; 0 to 50'],
    [{ $ref: '#/components/schemas/Hold' }, '[Hold](#hold)'],
    [{ type: 'boolean' }, 'yes or no'],
    [{ type: 'object', additionalProperties: true }, 'figures'],
  ] as const)('%j is told as %s', (schema, words) => expect(typeInWords(schema as never)).toBe(words));

  it('is never guessed', () => expect(() => typeInWords({ type: 'number' })).toThrow('no words for the type'));

  it('is not told again by the meaning', () => {
    expect(meaningOf({ description: 'first day it holds (local date of Europe/Oslo)' })).toBe('first day it holds');
    expect(meaningOf({ description: 'accepted value, øre ex VAT' })).toBe('accepted value');
  });
});

describe('what is read from the sources', () => {
  it('is every fact that a service takes in, by its name', () => {
    expect(new Set(readers.map(({ service }) => service)).size).toBeGreaterThanOrEqual(4);
    expect(readers.filter(({ fact }) => !factNamed(fact))).toEqual([]);
  });

  it('is every route with its action, and every action that somebody may do has one', () => {
    expect([...new Set(routes.map(({ action }) => action))].sort()).toEqual(Object.keys(MAY).sort());
  });

  it('finds a route whatever stands between it and its action', () => {
    const source =
      "@Controller('orders')\nclass X { @Put(':orderId')\n @Header('a', 'b')\n @Does('AmendOrder')\n amend() {} }";
    expect(routesIn(oneSource(source))).toEqual([
      { service: 'ordering', method: 'PUT', path: 'orders/:orderId', action: 'AmendOrder' },
    ]);
  });

  it('fails where a route cannot be told', () => {
    expect(() =>
      routesIn(oneSource("@Controller('orders') class X { @Does('AmendOrder') @Put() amend() {} }")),
    ).toThrow('ordering, orders: 1 actions, 0 routes');
  });
});

describe('the lists of a service page', () => {
  const lists = serviceLists('ordering', readers, routes);

  it('name its commands, its facts and the facts it takes in', () => {
    expect(lists).toContain('`PlaceOrder` (POST `orders`; buyer)');
    expect(lists).toContain('`municipalities` (every role)');
    expect(lists).toContain('**Facts out**: [`MunicipalityRegistered`](../../docs/events.md#municipalityregistered), ');
    expect(lists).toContain(
      '**Facts in, from procurement-compliance**: [`OrderAssessed`](../../docs/events.md#orderassessed), ',
    );
  });

  it('say so where there are none', () => {
    expect(serviceLists('reporting', readers, [])).toContain('- **Facts out**: none');
  });

  it('replace what stood between the markers, and nothing else', () => {
    const page = 'a\n<!-- generated:facts -->\nold\n<!-- /generated -->\nb\n';
    const fresh = withLists(page, 'new');
    expect(fresh).toBe('a\n<!-- generated:facts -->\nnew\n<!-- /generated -->\nb\n');
    expect(withLists(fresh, 'new')).toBe(fresh);
    expect(withLists('no markers\n', 'new')).toBe('no markers\n');
  });

  it.each(['<!-- generated:facts -->\n', '<!-- /generated -->\n', '<!-- /generated -->\n<!-- generated:facts -->\n'])(
    'fail where a marker is alone: %j',
    (page) => expect(() => withLists(page, 'new')).toThrow('belong together'),
  );
});

describe('the glossary', () => {
  const rows = readFileSync(join(root, 'GLOSSARY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| term |'))
    .map((line) => line.slice(2, -2).split(' | '));
  const code = ['libs', 'services']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .filter((path) => /\/src\/.*(?<!\.spec)\.ts$/.test(path) && !/node_modules|services\/portal/.test(path))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');

  it('says of each term its code word, its meaning and its source', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ''))).toEqual([]);
  });

  it('has each term once', () => {
    const terms = rows.map(([term]) => term!).filter((term) => term !== '–');
    expect(terms.filter((term, i) => terms.indexOf(term) !== i)).toEqual([]);
  });

  it('has no code word that the sources do not have', () => {
    const words = rows.flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, word]) => word!));
    expect(words.filter((word) => !new RegExp(`(?<![A-Za-z])${word}(?![a-z])`).test(code))).toEqual([]);
  });
});
