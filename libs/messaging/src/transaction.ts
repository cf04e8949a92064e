import { check, factNamed, keyOf, newId, wireType, type AnyFact } from '#libs/contracts';
import type { Noun } from '#libs/decider';
import type pg from 'pg';
import type { FactMeta } from './envelope.js';
import { shardOf } from './shard-of.js';
import { inOneStatement, type Statement } from './statement.js';
import type { News } from './wake-up.js';

/** What a decision may use of its transaction. */
export interface Tx {
  /** The state of a noun, its row locked; the facts decided are folded into it and stored. */
  load<State, Fact>(noun: Noun<State, Fact>, id: string): Promise<State>;
  /** The state of a noun as it is, neither locked nor stored. */
  read<State, Fact>(noun: Noun<State, Fact>, id: string): Promise<State>;
  /** Rows of a query in the same transaction; one with a name is planned once per connection. */
  query<Row extends object>(sql: string | { name: string; text: string }, values?: unknown[]): Promise<Row[]>;
}

interface LoadedRow {
  noun: Noun<unknown, AnyFact>;
  id: string;
  version: number;
  isNew: boolean;
  state: unknown;
}

/** A fact with its place in the life of its key. */
export interface NumberedFact {
  fact: AnyFact;
  key: string;
  version: number;
}

/** One database transaction of the journal: it loads and locks nouns, folds facts into them and writes both, facts last. */
export class Transaction implements Tx {
  private readonly rows: LoadedRow[] = [];

  constructor(private readonly client: pg.PoolClient) {}

  async load<State, Fact>(noun: Noun<State, Fact>, id: string): Promise<State> {
    const known = this.rows.find((row) => row.id === id && row.noun.name === noun.name);
    if (known) return known.state as State;
    const row = await this.row(noun, id, ' FOR UPDATE');
    const { version, state } = row ?? { version: 0, state: noun.initial(id) };
    this.rows.push({ noun: noun as Noun<unknown, AnyFact>, id, version, isNew: !row, state });
    return state as State;
  }

  async read<State, Fact>(noun: Noun<State, Fact>, id: string): Promise<State> {
    return ((await this.row(noun, id, ''))?.state as State | undefined) ?? noun.initial(id);
  }

  async query<Row extends object>(
    sql: string | { name: string; text: string },
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (
      await this.client.query<Row & pg.QueryResultRow>(
        typeof sql === 'string' ? { text: sql, values } : { ...sql, values },
      )
    ).rows;
  }

  /** The key of the first noun that was loaded: what a decision without facts was about. */
  get subject(): { id: string; version: number } {
    const [first] = this.rows;
    return { id: first?.id ?? '', version: first?.version ?? 0 };
  }

  /** Folds the facts into every loaded noun and numbers each by the noun whose id is its key. */
  fold(facts: readonly AnyFact[]): NumberedFact[] {
    return facts.map((fact) => {
      assertContract(fact);
      const key = keyOf(fact);
      const home = this.rows.find((row) => row.id === key);
      if (!home) throw new Error(`${fact.type} has the key ${key}, but no noun with that id was loaded`);
      home.version += 1;
      for (const row of this.rows) row.state = row.noun.evolve(row.state, fact);
      return { fact, key, version: home.version };
    });
  }

  /**
   * Stores the folded nouns and what is written beside them, and appends the facts: all writes of the transaction in one
   * statement, so that there is nothing to commit where it did not arrive.
   */
  write(
    facts: readonly NumberedFact[],
    meta: FactMeta,
    beside?: Statement,
  ): { written?: Promise<unknown>; news: News } {
    if (facts.length === 0) return { written: beside && this.client.query(beside), news: [] };
    const entries = facts.map(({ fact, key, version }) => logEntry(fact, key, version, meta));
    const writes = [...(beside ? [beside] : []), ...this.rows.map(store)];
    const written = this.client.query(inOneStatement(writes, appending(entries)));
    return { written, news: entries.map(({ shard }, i) => ({ shard, name: facts[i]!.fact.type })) };
  }

  private async row(noun: Noun<never, never> | Noun<unknown, unknown> | { name: string }, id: string, lock: string) {
    const { rows } = await this.client.query<{ version: number; state: unknown }>({
      name: `load ${noun.name}${lock}`,
      text: `SELECT version, state FROM "${noun.name}" WHERE id = $1${lock}`,
      values: [id],
    });
    return rows[0];
  }
}

/** A new row that another transaction created meanwhile fails on its primary key and the whole work is redone. */
function store({ noun, id, version, isNew, state }: LoadedRow): Statement {
  const [verb, text] = isNew
    ? ['insert', `INSERT INTO "${noun.name}" (id, version, state) VALUES ($1, $2, $3)`]
    : ['update', `UPDATE "${noun.name}" SET version = $2, state = $3 WHERE id = $1`];
  return { name: `${verb} ${noun.name}`, text, values: [id, version, JSON.stringify(state)] };
}

/** A row of the log before it has its position. */
export interface LogEntry {
  shard: number;
  id: string;
  type: string;
  key: string;
  agg_version: number;
  data: unknown;
  meta: FactMeta;
}

/** Appends facts: once per transaction, as the last thing before the commit. */
const appending = (entries: LogEntry[]): Statement => ({
  name: 'append',
  text: 'SELECT append($1::jsonb)',
  values: [JSON.stringify(entries)],
});

/** Appends what no noun decided: a notice. */
export const appendTo = (client: pg.ClientBase, entries: LogEntry[]): Promise<unknown> =>
  client.query(appending(entries));

function logEntry(fact: AnyFact, key: string, version: number, meta: FactMeta): LogEntry {
  const type = wireType(factNamed(fact.type)!);
  return { shard: shardOf(key), id: newId(), type, key, agg_version: version, data: fact.data, meta };
}

/** The writer is strict: a fact that breaks its contract is a failed request, never a poisoned log. */
function assertContract({ type, data }: AnyFact): void {
  const checked = check(factNamed(type)!.factClass, data);
  if ('flaws' in checked) throw new Error(`${type} breaks its contract: ${JSON.stringify(checked.flaws)}`);
}
