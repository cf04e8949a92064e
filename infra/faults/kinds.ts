import { OWNERS } from '#libs/contracts';
import { schemaOf } from '#libs/messaging';
import { setTimeout as pause } from 'node:timers/promises';
import { copiesAreComplete } from './copies.js';
import type { Fault, Kinds, Lane } from './schedule.js';
import type { Stage } from './stage.js';

/** Begins a fault; answers how to end it, unless it is over at once. */
type Inflict = (stage: Stage, fault: Fault) => Promise<(() => Promise<unknown>) | undefined>;

const SERVICES = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];
const FOLLOWERS = [...SERVICES, 'witness'];
const EVERYBODY = [...FOLLOWERS, 'gateway'];
const SHARDS = 16;
const HOUR_MS = 3_600_000;
/** What takes a service some ms takes so long in the slow shard: a hundred times as long. */
const SLOW_MS = 400;
const LOST = 0.1;
const DELAY_MS = { least: 20, most: 150 };
/** One kill in so many is followed by another while the process starts. */
const WHILE_STARTING = 0.3;
const STARTING_MS = 3_000;
const SET_BACK_BY = 500;
/** A process that was killed need not be up before the next fault, for what it needs may be down. */
const UP_WITHIN_MS = 20_000;

const at = (dice: number, [least, most]: [number, number]) => least + dice * (most - least);

const kill: Inflict = async (stage, { on, dice }) => {
  const process = stage.process(on);
  await process.kill();
  return async () => {
    process.spawn();
    if (dice < WHILE_STARTING) {
      await pause((dice / WHILE_STARTING) * STARTING_MS);
      await process.kill();
      process.spawn();
    }
    await stage.isUp(on, UP_WITHIN_MS);
  };
};

const freeze: Inflict = async (stage, { on }) => {
  stage.process(on).freeze();
  return async () => stage.process(on).thaw();
};

/** On a line: whoever is connected loses it, or is slowed down, or waits; a frozen one may end in a loss. */
const cut: Inflict = async (stage, { on }) => {
  stage.lines.get(on)!.cut();
  return async () => stage.lines.get(on)!.mend();
};
const delay: Inflict = async (stage, { on, dice }) => {
  stage.lines.get(on)!.slow(at(dice, [DELAY_MS.least, DELAY_MS.most]));
  return async () => stage.lines.get(on)!.mend();
};
const hold: Inflict = async (stage, { on, dice }) => {
  const line = stage.lines.get(on)!;
  line.freeze();
  return async () => {
    if (dice < 0.5) line.break();
    line.mend();
  };
};

const crashPostgres: Inflict = async (stage) => {
  await stage.postgres.restartImmediately();
  return undefined;
};

const terminate: Inflict = async (stage, { dice }) => {
  await stage.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < ${at(dice, [0.2, 1])}`,
  );
  return undefined;
};

const double: Inflict = (stage, { on }) => stage.double(on);

const shift: Inflict = async (stage, { on, dice }) => {
  stage.spoil(on, { clockMs: dice < 0.5 ? HOUR_MS : -HOUR_MS });
  return async () => stage.spoil(on, { clockMs: undefined });
};
const slow: Inflict = async (stage, { on, dice }) => {
  stage.spoil(on, { slow: { shard: Math.floor(dice * SHARDS), ms: SLOW_MS } });
  return async () => stage.spoil(on, { slow: undefined });
};
const lose: Inflict = async (stage, { on }) => {
  stage.spoil(on, { lost: LOST });
  return async () => stage.spoil(on, { lost: undefined });
};

const setBack: Inflict = async (stage, { on }) => {
  await stage.sql(`UPDATE ${schemaOf(on)}.relay_cursor SET pos = greatest(0, pos - ${SET_BACK_BY})`);
  return undefined;
};

/** Takes brokers away; at the end they are there again, and each has a copy of everything before another is hit. */
const brokersAway =
  (how: 'kill' | 'stop' | 'wipe'): Inflict =>
  async (stage, { on }) => {
    const hit = stage.brokers.filter((_, i) => on === 'all brokers' || on === `broker-${i + 1}`);
    await Promise.all(hit.map((broker) => broker[how]()));
    return async () => {
      await Promise.all(hit.map((broker) => broker.start()));
      await copiesAreComplete(stage.brokers);
    };
  };

const INFLICT: Record<string, Inflict> = {
  ...{ kill, freeze, double, cut, delay, hold, terminate, shift, slow, lose },
  'crash PostgreSQL': crashPostgres,
  'set back relay': setBack,
  'kill broker': brokersAway('kill'),
  'stop broker': brokersAway('stop'),
  'wipe broker': brokersAway('wipe'),
};

/** Begins a fault of the schedule. */
export const inflict: Inflict = (stage, fault) => INFLICT[fault.kind]!(stage, fault);

/** Which kinds of faults there are, in lanes that go on beside each other. */
export function lanesFor(transport: 'postgres' | 'kafka', brokers: number): Partial<Record<Lane, Kinds>> {
  const lanes = {
    processes: { kill: { on: EVERYBODY, times: 3 }, freeze: { on: EVERYBODY, times: 2 }, double: { on: SERVICES } },
    lines: {
      'crash PostgreSQL': { on: ['PostgreSQL'] },
      terminate: { on: ['PostgreSQL'] },
      ...{ cut: { on: FOLLOWERS }, delay: { on: FOLLOWERS }, hold: { on: FOLLOWERS } },
    },
    inside: { shift: { on: EVERYBODY }, slow: { on: FOLLOWERS }, lose: { on: FOLLOWERS } },
  };
  if (transport === 'postgres') return lanes;
  const each = Array.from({ length: brokers }, (_, i) => `broker-${i + 1}`);
  return {
    ...lanes,
    inside: { ...lanes.inside, 'set back relay': { on: OWNERS } },
    brokers: {
      'kill broker': { on: [...each, 'all brokers'] },
      'stop broker': { on: [...each, 'all brokers'], first: 'all brokers' },
      'wipe broker': { on: [...each, 'all brokers'], first: 'all brokers' },
      ...{ cut: { on: each }, delay: { on: each }, hold: { on: each } },
    },
  };
}
