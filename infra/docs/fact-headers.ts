import type { FactEnvelope } from '#libs/messaging';

/** A header of a fact on Kafka: a text, as every header there. */
interface Header {
  name: string;
  says: string;
  /** Where it may be missing. */
  optional?: true;
  schema?: object;
}

type Travelling = Exclude<keyof FactEnvelope, 'data' | 'name'>;

const uuid = { format: 'uuid' };
const moment = { format: 'date-time' };
const digits = { pattern: '^\\d+$' };

/** What an envelope knows beside what the fact says, as headers: a new field of the envelope has to say here how it travels. */
const OF_THE_ENVELOPE: Record<Travelling, Header> = {
  id: { name: 'ce_id', says: 'one for each fact; with ce_source it tells a fact that came twice', schema: uuid },
  source: { name: 'ce_source', says: 'the service that states it, as a path' },
  type: { name: 'ce_type', says: 'owner, name and version of the fact' },
  key: { name: 'ce_subject', says: 'what it is about: the key' },
  time: { name: 'ce_time', says: 'when it was written, by the clock of the owner’s database', schema: moment },
  shard: { name: 'ce_shard', says: 'one of the 16 rows of order of a log; the partition', schema: digits },
  pos: { name: 'ce_sequence', says: 'position in the shard, dense: a hole is a loss', schema: digits },
  aggVersion: {
    name: 'ce_aggversion',
    says: '1, 2, 3 … of its key in its log; 0 for a notice',
    schema: digits,
  },
  occurredAt: { name: 'ce_occurredat', says: 'when it happened, by the clock of who caused it', schema: moment },
  clock: {
    name: 'ce_clock',
    says: 'whose time that is: the wall clock, or a signed `now` of demo mode',
    schema: { enum: ['wall', 'signed'] },
  },
  correlationId: { name: 'ce_correlationid', says: 'one for everything that follows from one request' },
  causationId: { name: 'ce_causationid', says: 'ce_id of the fact that caused it', optional: true, schema: uuid },
  traceparent: { name: 'ce_traceparent', says: 'W3C trace context: the span that stated it', optional: true },
  actor: {
    name: 'ce_actor',
    says: 'who caused it, as JSON: {sub, org, role}, a pseudonym, an organisation and a role; missing where a rule or a timer did',
    optional: true,
  },
};

const BESIDE_IT: Header[] = [
  { name: 'content-type', says: 'of the value', schema: { const: 'application/json; charset=UTF-8' } },
  { name: 'ce_specversion', says: 'of CloudEvents', schema: { const: '1.0' } },
  { name: 'ce_dataschema', says: 'where its schema is', optional: true, schema: { format: 'uri-reference' } },
  { name: 'ce_partitionkey', says: 'the key once more: facts of one key keep their order' },
  { name: 'ce_epoch', says: 'which life of the log the positions belong to', schema: uuid },
];

const headers = [...BESIDE_IT, ...Object.values(OF_THE_ENVELOPE)];

/** The schema of the headers that every fact has: CloudEvents 1.0, Kafka binding, binary mode. */
export const factHeaders = {
  type: 'object',
  description: 'CloudEvents 1.0, Kafka binding, binary mode. Every header is text.',
  properties: Object.fromEntries(
    headers.map(({ name, says, schema }) => [name, { type: 'string', description: says, ...schema }]),
  ),
  required: headers.filter(({ optional }) => !optional).map(({ name }) => name),
};
