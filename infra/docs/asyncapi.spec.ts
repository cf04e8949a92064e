import { Parser } from '@asyncapi/parser';
import { allFacts, NOTICES, OWNERS, wireType } from '#libs/contracts';
import type { FactEnvelope } from '#libs/messaging';
import { toRecord } from '#libs/messaging/testing';
import { parse, stringify } from 'yaml';
import { asyncApiPage } from './asyncapi.js';

const page = asyncApiPage();
const parser = new Parser();

/** What the parser of AsyncAPI holds against a page, but that a newer AsyncAPI exists. */
async function flawsOf(text: string): Promise<string[]> {
  const { document, diagnostics } = await parser.parse(text);
  const flaws = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version').map(({ message }) => message);
  return document ? flaws : ['is no AsyncAPI', ...flaws];
}

interface HeaderSchema {
  const?: string;
  enum?: string[];
  pattern?: string;
}

interface Shown {
  channels: Record<string, { address: string; messages: Record<string, object>; bindings: { kafka: object } }>;
  components: {
    messages: Record<string, { summary: string; headers: { allOf: [object, { properties: Record<string, object> }] } }>;
    schemas: Record<string, { required: string[]; properties: Record<string, HeaderSchema> }>;
  };
}
const { channels, components } = parse(page) as Shown;

/** The page with one fact of ordering only: the parser takes a second for the whole. */
function excerpt(fact: string): string {
  const document = parse(page) as Shown & { operations: object };
  const { ordering } = document.channels;
  const only = <T>(all: Record<string, T>, ...names: string[]) => Object.fromEntries(names.map((n) => [n, all[n]!]));
  document.channels = { ordering: { ...ordering!, messages: only(ordering!.messages, `${fact}.v1`) } };
  document.operations = {};
  document.components = {
    messages: only(document.components.messages, `${fact}.v1`),
    schemas: only(document.components.schemas, fact, 'FactHeaders'),
  };
  return stringify(document);
}

describe('docs/asyncapi.yaml', () => {
  it('is AsyncAPI, with nothing for its parser to remark', async () => {
    expect(await flawsOf(page)).toEqual([]);
  });

  it.each([
    ['has nothing wrong', /$/, '', []],
    ['has a reference to nothing', '#/components/schemas/OrderClosed', '#/components/schemas/OrderForgotten'],
    ['has a topic without partitions', 'partitions: 16', 'partitions: 0'],
    ['has a word that bindings do not have', 'partitions: 16', 'parts: 16'],
    ['has a schema that is none', 'type: object', 'type: thing'],
    ['has no title', /title: .*facts/, 'subtitle: x'],
  ])(
    'would be told where an excerpt %s',
    async (_, what, instead, flaws: unknown = expect.arrayContaining(['is no AsyncAPI'])) => {
      expect(await flawsOf(excerpt('OrderClosed').replace(what, instead))).toEqual(flaws);
    },
  );

  it('has a topic of 16 partitions for each owner of facts', () => {
    const kafka = (topic: string) => ({ topic, partitions: 16, bindingVersion: '0.5.0' });
    expect(Object.entries(channels).map(([name, { address, bindings }]) => [name, address, bindings.kafka])).toEqual(
      OWNERS.map((owner) => [owner, owner, kafka(owner)]),
    );
  });

  it('has every fact in the topic of its owner, in each version that may be there, and the notices in all', () => {
    for (const owner of OWNERS) {
      const facts = allFacts().filter((entry) => entry.owner === owner);
      const ids = facts.flatMap(({ name, meaning }) =>
        Array.from({ length: meaning.version }, (_, i) => `${name}.v${i + 1}`),
      );
      const notices = Object.keys(NOTICES).map((name) => `${name}.v1`);
      expect(Object.keys(channels[owner]!.messages).sort()).toEqual([...ids, ...notices].sort());
    }
    expect(components.messages['OrderAssessed.v1']!.summary).toMatch('readers here are given it as OrderAssessed.v2');
  });

  it('says of each fact its type and source', () => {
    for (const entry of allFacts()) {
      const [, own] = components.messages[`${entry.name}.v${entry.meaning.version}`]!.headers.allOf;
      expect(own.properties).toEqual({
        ce_source: { const: `/${entry.owner}` },
        ce_type: { const: wireType(entry) },
      });
    }
  });

  describe('has the headers that are sent', () => {
    const { properties, required } = components.schemas['FactHeaders']!;
    const epoch = '019ab1c0-7e00-4000-8000-000000000002';
    const least: FactEnvelope = {
      ...{ id: '019ab1c0-7e00-7000-8000-000000000001', source: 'ordering', shard: 3, pos: 7, aggVersion: 1 },
      ...{ type: 'no.inkluderendekommune.ordering.OrderPlaced.v1', name: 'OrderPlaced', key: 'k', data: {} },
      ...{ time: '2026-11-23T11:00:00.000Z', occurredAt: '2026-11-23T11:00:00.000Z', clock: 'wall' },
      correlationId: 'c',
    };
    const actor = { sub: 'p', org: '310000019', role: 'buyer' };

    it('always', () => {
      const { headers } = toRecord({ fact: least, epoch });
      expect(Object.keys(headers).sort()).toEqual([...required].sort());
      expect(refusedHeaders(headers)).toEqual([]);
    });

    it('at most', () => {
      const { headers } = toRecord({ fact: { ...least, causationId: least.id, actor, clock: 'signed' }, epoch });
      expect(Object.keys(headers).filter((name) => !properties[name])).toEqual([]);
      expect(refusedHeaders(headers)).toEqual([]);
      expect(refusedHeaders({ ...headers, ce_clock: 'sun', ce_shard: 'three', ce_specversion: '2.0' })).toHaveLength(3);
    });

    const refusedHeaders = (headers: Record<string, string>) =>
      Object.entries(headers).filter(([name, value]) => {
        const { const: only, enum: some = [value], pattern = '' } = properties[name]!;
        return (only !== undefined && only !== value) || !some.includes(value) || !new RegExp(pattern).test(value);
      });
  });
});
