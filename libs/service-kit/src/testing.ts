import {
  allFacts,
  factNamed,
  keyOf,
  nameInType,
  newId,
  OWNERS,
  wireType,
  type FactBody,
  type FactName,
  type Owner,
  type Role,
} from '#libs/contracts';
import { History, schemaOf, ServiceDatabase, shardOf, wakeUp, type Clock, type FactEnvelope } from '#libs/messaging';
import { appendTo } from '#libs/messaging/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { setTimeout as pause } from 'node:timers/promises';
import request, { type Test } from 'supertest';
import { freshServiceDatabases } from '../../../infra/testing/database.js';
import { loggerFor } from './logging.js';
import { startService, type RunningService, type ServiceDefinition, type Surroundings } from './service.js';
import { ServiceSettings } from './settings.js';
import { AUDIENCE, ISSUER, TokenVerifier } from './token.js';

/** Whom a test speaks as. */
export interface Persona {
  role: Role;
  org: string;
  department?: string;
  now?: string;
  sub?: string;
}

/** What is known about a fact that a test publishes, where it matters. */
interface PublishedHow {
  occurredAt?: string;
  clock?: Clock;
  traceparent?: string;
}

const PATIENCE_MS = 10_000;

/** Waits for a condition; never for a time. What it last saw is in the failure. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean = Boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain; last seen: ${JSON.stringify(seen)}`);
    await pause(10);
  }
}

/** One service with a real database, whose neighbours' facts the test publishes. */
export async function testService(
  definition: ServiceDefinition,
  around: Partial<Surroundings> = {},
): Promise<TestService> {
  const keys = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const schemas = [...new Set([definition.name, ...OWNERS])].map((name) => ({
    schema: schemaOf(name),
    reads: name === definition.name ? definition.reads.map(schemaOf) : [],
  }));
  const urls = await freshServiceDatabases(schemas);
  const openAs = (name: string) => {
    const { run, owner } = urls[schemaOf(name)]!;
    return ServiceDatabase.open({ schema: schemaOf(name), url: run, ownerUrl: owner }, [], () => undefined);
  };
  const neighbours = new Map<string, ServiceDatabase>();
  for (const owner of OWNERS) if (owner !== definition.name) neighbours.set(owner, await openAs(owner));
  const { run, owner } = urls[schemaOf(definition.name)]!;
  const settings = Object.assign(new ServiceSettings(), {
    DATABASE_URL: run,
    DATABASE_OWNER_URL: owner,
    JWKS_URL: 'http://unused',
  });
  const tokens = new TokenVerifier({ keys: [await exportJWK(keys.publicKey)] }, true);
  const logger = loggerFor(definition.name, process.env['TEST_LOG'] ?? 'silent');
  const retry = { most: 3, baseMs: 5, capMs: 50 };
  const service = await startService(definition, { settings, tokens, logger, retry, ...around });
  return new TestService(service, neighbours, keys.privateKey);
}

export class TestService {
  private readonly versions = new Map<string, number>();

  constructor(
    readonly service: RunningService,
    private readonly neighbours: Map<string, ServiceDatabase>,
    private readonly key: Parameters<SignJWT['sign']>[0],
  ) {}

  get database(): ServiceDatabase {
    return this.service.database;
  }

  /** The database of a service whose facts are read. */
  neighbour(owner: Owner): ServiceDatabase {
    return this.neighbours.get(owner)!;
  }

  /** A signed token. */
  token(persona: Persona, expires: string | number = '1h'): Promise<string> {
    const { sub = 'p-test', ...claims } = persona;
    const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA' });
    return jwt
      .setSubject(sub)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(this.key);
  }

  /** A client of the service's own routes, below /api/<service>/. */
  as(persona: Persona) {
    const base = `/api/${this.service.name}/`;
    const send = async (
      method: 'get' | 'post' | 'put',
      path: string,
      body?: object,
      headers: Record<string, string> = {},
    ): Promise<Awaited<Test>> => {
      const client = request(this.service.url);
      const token = await this.token(persona);
      const asked = client[method](base + path)
        .set('authorization', `Bearer ${token}`)
        .set(headers);
      return body === undefined ? asked : asked.send(body);
    };
    return {
      get: (path: string) => send('get', path),
      post: (path: string, body: object, headers?: Record<string, string>) => send('post', path, body, headers),
      put: (path: string, body: object, headers?: Record<string, string>) => send('put', path, body, headers),
    };
  }

  /** Writes a fact into its owner's log as if that service had stated it. */
  publish<N extends FactName>(name: N, data: FactBody<N>, how?: PublishedHow): Promise<void> {
    return this.publishAs(wireType(factNamed(name)!), keyOf({ type: name, data } as never), data, how);
  }

  /** The same for a fact of any version: as an earlier release, or a later one, writes it. */
  async publishAs(
    type: string,
    key: string,
    data: object,
    { occurredAt = new Date().toISOString(), clock = 'wall', traceparent }: PublishedHow = {},
  ): Promise<void> {
    const name = nameInType(type);
    const { owner } = factNamed(name)!;
    const neighbour = this.neighbours.get(owner);
    if (!neighbour) throw new Error(`${name} is this service's own fact`);
    const version = (this.versions.get(`${owner} ${key}`) ?? 0) + 1;
    this.versions.set(`${owner} ${key}`, version);
    const meta = { occurredAt, clock, correlationId: newId(), traceparent };
    const client = await neighbour.pool.connect();
    try {
      await appendTo(client, [{ shard: shardOf(key), id: newId(), type, key, agg_version: version, data, meta }]);
    } finally {
      client.release();
    }
    wakeUp.signal(owner, [{ shard: shardOf(key), name }]);
  }

  /** The service's own facts, of one key or all, in the order they were written. */
  async facts(key?: string): Promise<FactEnvelope[]> {
    const own = new Set(allFacts().map(({ name }) => name as string));
    const keys = key ? [{ key }] : await this.database.query<{ key: string }>('SELECT DISTINCT key FROM log');
    const history = new History(this.database.pool, [this.service.name]);
    const found = (await Promise.all(keys.map((each) => history.of(each.key)))).flat();
    return found.filter(({ name }) => own.has(name)).sort((a, b) => a.time.localeCompare(b.time));
  }

  until = until;

  /** Waits until every consumer has applied everything that its sources hold. */
  async settled(): Promise<void> {
    await until(async () => {
      const behind = await this.database.query<{ source: string; shard: number; pos: number }>(
        'SELECT source, shard, pos FROM cursor',
      );
      for (const [source, database] of this.neighbours) {
        const heads = await database.query<{ shard: number; head: number }>('SELECT shard, head FROM shard');
        const late = heads.filter(({ shard, head }) =>
          behind.some((at) => at.source === source && at.shard === shard && at.pos < head),
        );
        if (late.length > 0) return false;
      }
      return true;
    });
  }

  async close(): Promise<void> {
    await this.service.close();
    await Promise.all([...this.neighbours.values()].map((database) => database.close()));
  }
}
