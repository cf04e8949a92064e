import { allFacts, OWNERS, type OrderPlaced } from '#libs/contracts';
import { Projection, schemaOf, type FactEnvelope, type Write } from '#libs/messaging';
import { loggerFor, ServiceSettings } from '#libs/service-kit';
import { startService, type RunningService, type ServiceDefinition } from '#libs/service-kit/service';
import { Controller, Module } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { secretOf } from '../embedded/data-folder.js';
import { provision } from '../embedded/provision.js';

/**
 * Hears every fact of every service and adds: an upsert would hide a fact that was applied twice, a sum shows it. What it
 * counts of orders is kept by municipality and shard, because shards that add to one row would wait for each other.
 */
@Controller()
class Witness {
  placed({ municipality, valueOre }: OrderPlaced, { shard }: FactEnvelope): Write {
    return {
      name: 'count order',
      text: `INSERT INTO counted AS c VALUES ($1, $2, 1, $3)
             ON CONFLICT (municipality, shard) DO UPDATE SET orders = c.orders + 1, ore = c.ore + excluded.ore`,
      values: [municipality, shard, valueOre],
    };
  }

  heard({ source, key, aggVersion }: FactEnvelope): Write {
    return {
      name: 'hear fact',
      text: `INSERT INTO heard AS h VALUES ($1, $2, 1, $3::int, ($3::int <> 1)::int)
             ON CONFLICT (source, key) DO UPDATE SET facts = h.facts + 1, last = excluded.last,
               disorder = h.disorder + (excluded.last <> h.last + 1)::int`,
      values: [source, key, aggVersion],
    };
  }
}

for (const { name, factClass } of allFacts()) {
  const handle = {
    value(this: Witness, data: unknown, fact: FactEnvelope): Write[] {
      return name === 'OrderPlaced' ? [this.placed(data as OrderPlaced, fact), this.heard(fact)] : [this.heard(fact)];
    },
  };
  Object.defineProperty(Witness.prototype, `hear${name}`, handle);
  Projection(factClass)(Witness.prototype, `hear${name}`, handle);
}

@Module({ controllers: [Witness] })
class WitnessModule {}

class WitnessTables1764300000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE counted (municipality text, shard int, orders int, ore bigint, PRIMARY KEY (municipality, shard))`,
    );
    await runner.query(
      `CREATE TABLE heard (source text, key text, facts int, last int, disorder int, PRIMARY KEY (source, key))`,
    );
  }

  async down(): Promise<void> {}
}

const witness: ServiceDefinition = {
  name: 'witness',
  module: WitnessModule,
  migrations: [WitnessTables1764300000000],
  reads: OWNERS,
};

/** Starts the witness beside the platform, with a schema and accounts of its own. */
export async function startWitness(adminUrl: string, dataDir: string): Promise<RunningService> {
  const schemas = [{ schema: witness.name, reads: witness.reads.map(schemaOf) }];
  const { run, owner } = (await provision(adminUrl, secretOf(dataDir), schemas))[witness.name]!;
  const settings = Object.assign(new ServiceSettings(), {
    DATABASE_URL: run,
    DATABASE_OWNER_URL: owner,
    // It has no routes that ask for a token.
    JWKS_URL: 'http://127.0.0.1:1',
  });
  return startService(witness, { settings, logger: loggerFor(witness.name, 'silent') });
}
