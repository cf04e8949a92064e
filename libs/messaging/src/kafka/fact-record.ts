import { nameInType } from '#libs/contracts';
import type { FactEnvelope, FactMeta } from '../envelope.js';
import type { Incoming } from './kafka-reader.js';
import type { Outgoing } from './kafka-client.js';

/** A fact of a certain life of its log. */
export interface LoggedFact {
  fact: FactEnvelope;
  epoch: string;
}

/**
 * A fact as a record: CloudEvents 1.0, Kafka protocol binding, binary mode. The position is the extension `sequence`; what
 * else is known about the fact travels as further extensions, whose names may hold lower-case letters and digits only.
 */
export function toRecord({ fact, epoch }: LoggedFact): Outgoing {
  const { id, source, shard, pos, type, name: _, key, aggVersion, time, data, ...meta } = fact;
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: `/${source}`,
    ce_type: type,
    ce_subject: key,
    ce_time: time,
    ce_partitionkey: key,
    ce_sequence: String(pos),
    ce_shard: String(shard),
    ce_epoch: epoch,
    ce_aggversion: String(aggVersion),
    ...extensionsOf(meta),
  };
  return { key, value: JSON.stringify(data), headers };
}

/** A record as a fact; nothing where it is none of ours. */
export function fromRecord({ key, value, headers }: Incoming, source: string): LoggedFact | undefined {
  const of = (name: string) => headers[`ce_${name}`];
  const [id, type, time, epoch] = [of('id'), of('type'), of('time'), of('epoch')];
  const [pos, shard, aggVersion] = [of('sequence'), of('shard'), of('aggversion')].map(wholeNumber);
  if (of('source') !== `/${source}` || !id || !type || !time || !epoch) return undefined;
  if (pos === undefined || shard === undefined || aggVersion === undefined) return undefined;
  const data = parsed(value);
  if (data === undefined) return undefined;
  const about = { id, source, shard, pos, type, name: nameInType(type), key, aggVersion, time, data };
  return { fact: { ...about, ...metaOf(of) }, epoch };
}

const PLAIN = {
  occurredAt: 'occurredat',
  clock: 'clock',
  correlationId: 'correlationid',
  causationId: 'causationid',
  traceparent: 'traceparent',
} as const;

/** Who caused it has three parts; JSON keeps them together. */
function extensionsOf(meta: FactMeta): Record<string, string> {
  const plain = Object.entries(PLAIN).flatMap(([name, extension]) => {
    const value = meta[name as keyof typeof PLAIN];
    return value === undefined ? [] : [[`ce_${extension}`, value]];
  });
  return {
    ...(Object.fromEntries(plain) as Record<string, string>),
    ...(meta.actor && { ce_actor: JSON.stringify(meta.actor) }),
  };
}

function metaOf(of: (name: string) => string | undefined): FactMeta {
  const plain = Object.entries(PLAIN).flatMap(([name, extension]) => {
    const value = of(extension);
    return value === undefined ? [] : [[name, value]];
  });
  const actor = of('actor');
  return { ...Object.fromEntries(plain), ...(actor && { actor: parsed(actor) }) };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
