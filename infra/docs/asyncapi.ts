import * as contracts from '#libs/contracts';
import {
  allFacts,
  NOTICES,
  noticeType,
  OWNERS,
  schemasOf,
  wireType,
  type CatalogueEntry,
  type Schema,
} from '#libs/contracts';
import { SHARDS } from '#libs/messaging';
import { stringify } from 'yaml';
import { partsOf } from './facts-page.js';
import { factHeaders } from './fact-headers.js';
import { inOnePiece, noticeNames } from './language.js';
import { releases, versionNow } from './releases.js';

const KAFKA = { bindingVersion: '0.5.0' };
const schemas: Record<string, Schema> = schemasOf(contracts);

const INTRODUCTION = [
  'What the services state to all others, as it travels over Kafka: a topic for each owner of facts.',
  'Facts of one key are in one partition and keep their order; nothing else is promised.',
  'Within a version a fact only gains optional fields, and a closed list may gain values: leave what you do not know.',
  'Facts of earlier versions stay in the topics as they were written.',
  'Generated from libs/contracts by `npm run docs`; a spec proves it fresh.',
].join(' ');

/** A message: what travels under one CloudEvents type. */
interface Message {
  id: string;
  /** Its CloudEvents type by the service that states it; a notice has one in every log. */
  types: Record<string, string>;
  summary: string;
  key: string;
  payload: object;
}

/** docs/asyncapi.yaml: the topics, the messages in them with their headers, and the schemas of what they say. */
export function asyncApiPage(): string {
  const messages = OWNERS.map((owner) => ({ owner, messages: messagesOf(owner) }));
  const notices = noticeNames.map(noticeMessage);
  const told = allFacts().map(({ name }) => name as string);
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Inkluderende Kommune: facts', version: versionNow(), description: INTRODUCTION },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      messages.map((each) => [each.owner, channel(each.owner, [...each.messages, ...notices])]),
    ),
    operations: Object.fromEntries(
      OWNERS.map((owner) => [
        `${owner}.states`,
        { action: 'send', channel: refTo(`channels/${owner}`), summary: `${owner} states its facts.` },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        [...messages.flatMap((each) => each.messages), ...notices].map((each) => [each.id, inWords(each)]),
      ),
      schemas: {
        FactHeaders: factHeaders,
        ...Object.fromEntries(
          [...told, ...partsOf(told), 'Notice'].map((name) => [name, asyncApiSchema(schemas[name]!)]),
        ),
      },
    },
  };
  // What an older reader of YAML takes for a date or a yes is quoted.
  return stringify(document, { version: '1.1', lineWidth: 120, aliasDuplicateObjects: false });
}

function channel(owner: string, messages: Message[]) {
  return {
    address: owner,
    description: `The log of ${owner}, copied in its order.`,
    messages: Object.fromEntries(messages.map(({ id }) => [id, refTo(`components/messages/${id}`)])),
    bindings: { kafka: { topic: owner, partitions: SHARDS, ...KAFKA } },
  };
}

/** The facts of an owner in every version that may be in its log. */
const messagesOf = (owner: string): Message[] =>
  allFacts()
    .filter((entry) => entry.owner === owner)
    .flatMap((entry) => [newestMessage(entry), ...earlierMessages(entry)]);

const newestMessage = (entry: CatalogueEntry): Message => ({
  id: shortOf(wireType(entry)),
  types: { [entry.owner]: wireType(entry) },
  summary: entry.meaning.says,
  key: entry.meaning.key,
  payload: refTo(`components/schemas/${entry.name}`),
});

/** As they were last released; what was never released is in no log but a developer's. */
function earlierMessages(entry: CatalogueEntry): Message[] {
  const newest = wireType(entry);
  const line = newest.replace(/\d+$/, '');
  const found = new Map<string, object>();
  for (const { language } of releases()) {
    for (const [type, { of }] of Object.entries(language.facts)) {
      const isEarlier = type.startsWith(line) && type !== newest;
      if (isEarlier) found.set(type, asyncApiSchema(inOnePiece(language.schemas[of]!, language.schemas)));
    }
  }
  const summary = `${entry.meaning.says} No longer written: readers here are given it as ${shortOf(newest)}.`;
  return [...found].map(([type, payload]) => ({
    ...{ id: shortOf(type), types: { [entry.owner]: type }, summary, key: entry.meaning.key, payload },
  }));
}

const noticeMessage = (name: keyof typeof NOTICES): Message => ({
  id: `${name}.v1`,
  types: Object.fromEntries(OWNERS.map((owner) => [owner, noticeType(owner, name)])),
  summary: NOTICES[name],
  key: 'the key of the fact that the notice is about',
  payload: refTo('components/schemas/Notice'),
});

function inWords({ id, types, summary, key, payload }: Message) {
  const sources = Object.keys(types).map((service) => `/${service}`);
  const own = { ce_source: oneOf(sources), ce_type: oneOf(Object.values(types)) };
  return {
    name: id,
    title: id.split('.')[0],
    summary,
    headers: { allOf: [refTo('components/schemas/FactHeaders'), { type: 'object', properties: own }] },
    payload,
    bindings: { kafka: { key: { type: 'string', description: key }, ...KAFKA } },
  };
}

const oneOf = (values: string[]) => (values.length === 1 ? { const: values[0] } : { enum: values });
const refTo = (place: string) => ({ $ref: `#/${place}` });
const shortOf = (type: string) => type.split('.').slice(-2).join('.');

/** As AsyncAPI has it: examples in a list, and a reference alone or with what is said beside it. */
function asyncApiSchema({ $ref, description, example, items, properties, ...rest }: Schema): object {
  if ($ref) return description ? { description, allOf: [{ $ref }] } : { $ref };
  return {
    ...rest,
    ...(description && { description }),
    ...(example && { examples: [example] }),
    ...(items && { items: asyncApiSchema(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, asyncApiSchema(field)])),
    }),
  };
}
