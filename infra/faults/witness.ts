import { allFacts, OWNERS } from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import type { ServiceDefinition } from '#libs/service-kit/service';
import { Controller, Module } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';

/** Facts that state a value, which the witness adds up. */
export const VALUED = ['OrderPlaced', 'OrderAmended', 'DeliveryAccepted'];

/**
 * Hears every fact of every service and adds: an upsert would hide a fact that was applied twice, a sum shows it. Values are
 * added up by shard, because shards that add to one row would wait for each other.
 */
@Controller()
class Witness {
  hear(data: { valueOre?: number }, { source, key, aggVersion, shard, name }: FactEnvelope): Write[] {
    const heard = {
      name: 'hear fact',
      text: `INSERT INTO heard AS h VALUES ($1, $2, 1, $3::int, ($3::int <> 1)::int)
             ON CONFLICT (source, key) DO UPDATE SET facts = h.facts + 1, last = excluded.last,
               disorder = h.disorder + (excluded.last <> h.last + 1)::int`,
      values: [source, key, aggVersion],
    };
    if (!VALUED.includes(name)) return [heard];
    const counted = {
      name: 'count value',
      text: `INSERT INTO counted AS c VALUES ($1, $2, 1, $3)
             ON CONFLICT (fact, shard) DO UPDATE SET facts = c.facts + 1, ore = c.ore + excluded.ore`,
      values: [name, shard, data.valueOre],
    };
    return [counted, heard];
  }
}

for (const { name, factClass } of allFacts()) {
  const handle = {
    value(this: Witness, data: object, fact: FactEnvelope): Write[] {
      return this.hear(data, fact);
    },
  };
  Object.defineProperty(Witness.prototype, `hear${name}`, handle);
  Projection(factClass)(Witness.prototype, `hear${name}`, handle);
}

@Module({ controllers: [Witness] })
class WitnessModule {}

class WitnessTables1764300000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE counted (fact text, shard int, facts int, ore bigint, PRIMARY KEY (fact, shard))`);
    await runner.query(
      `CREATE TABLE heard (source text, key text, facts int, last int, disorder int, PRIMARY KEY (source, key))`,
    );
  }

  async down(): Promise<void> {}
}

export const witness: ServiceDefinition = {
  name: 'witness',
  module: WitnessModule,
  migrations: [WitnessTables1764300000000],
  reads: OWNERS,
};
