import type { Migration } from '#libs/messaging';
import type { QueryRunner } from 'typeorm';

class ReportingTables1764100000000 {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE order_row, assessment_row, delivery_row, decline_row, municipality, vekstbedrift, department, turnover_row, ownership_row',
    );
  }
}

// Every row is written from one service's facts alone, and every column but the key may still be missing.
const statements = [
  `CREATE TABLE order_row (
     order_id text PRIMARY KEY, order_version int, clock text,
     municipality text, municipality_number text, unit text, kind_of_work text, cpv text, value_ore bigint,
     placed_at timestamptz, placed_day date,
     cleared_at timestamptz, held_at timestamptz, refused_at timestamptz, confirmed_at timestamptz,
     delivered_at timestamptz, accepted_at timestamptz, disputed_at timestamptz, withdrawn_at timestamptz, fallback_at timestamptz,
     opened_path text, fallback_reason text, vekstbedrift text, department_id text, external_supplier text,
     accepted_delivery_id text, accepted_value_ore bigint, accepted_external boolean) WITH (fillfactor = 70)`,
  'CREATE INDEX order_row_day ON order_row (placed_day)',
  'CREATE INDEX order_row_municipality ON order_row (municipality, placed_day)',
  'CREATE INDEX order_row_vekstbedrift ON order_row (vekstbedrift, placed_day)',
  `CREATE TABLE assessment_row (order_id text PRIMARY KEY, order_version int, outcome text, path text)`,
  `CREATE TABLE delivery_row (
     delivery_id text PRIMARY KEY, order_id text, claim_id text, department_id text, vekstbedrift text, delivered_on date,
     facilitated_minutes bigint, participations bigint, ripple_ore bigint, purchases jsonb)`,
  `CREATE TABLE decline_row (
     order_id text, order_version int, department_id text, vekstbedrift text, municipality text, reason text,
     declined_at timestamptz, PRIMARY KEY (order_id, order_version, department_id))`,
  'CREATE TABLE municipality (municipality text PRIMARY KEY, name text)',
  'CREATE TABLE vekstbedrift (vekstbedrift text PRIMARY KEY, name text)',
  'CREATE TABLE department (department_id text PRIMARY KEY, vekstbedrift text, name text)',
  `CREATE TABLE turnover_row (vekstbedrift text, year int, lines jsonb, PRIMARY KEY (vekstbedrift, year))`,
  `CREATE TABLE ownership_row (vekstbedrift text, valid_from date, owners text[], PRIMARY KEY (vekstbedrift, valid_from))`,
];

/** The tables of reporting, oldest first. */
export const migrations: Migration[] = [ReportingTables1764100000000];
