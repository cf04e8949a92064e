import type { Books } from '../ops/books.js';
import { copied, late, places } from '../ops/places.js';
import { differencesIn, inWords, sumsIn } from '../ops/sums.js';
import { misnumbered, uneven } from '../ops/whole-logs.js';
import { factsIn, halfDone, heard, idsIn, valuesOf } from './books.js';
import type { Sent } from './load.js';

/** What must hold when the faults are over and does not, in sentences and in figures. */
export interface Found {
  findings: string[];
  lost: number;
  doubled: number;
  sumMismatchOre: number;
  maxLagAtEnd: number;
}

const nothing = (): Found => ({ findings: [], lost: 0, doubled: 0, sumMismatchOre: 0, maxLagAtEnd: 0 });

/** Looks for all of it, at one moment. */
export function findingsIn(books: Books, history: readonly Sent[]): Promise<Found> {
  return books.atOneMoment(async () => {
    const parts = [
      await lostOrDoubled(books, history),
      await wrongSums(books),
      await wronglyHeard(books),
      await lagging(books),
      { ...nothing(), findings: await uneven(books) },
      { ...nothing(), findings: await misnumbered(books) },
      { ...nothing(), findings: await halfDone(books) },
    ];
    const sum = (of: (found: Found) => number) => parts.reduce((all, part) => all + of(part), 0);
    return {
      findings: parts.flatMap(({ findings }) => findings),
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      sumMismatchOre: sum(({ sumMismatchOre }) => sumMismatchOre),
      maxLagAtEnd: sum(({ maxLagAtEnd }) => maxLagAtEnd),
    };
  });
}

/** What was acknowledged is there once, what got no answer at most once, what was refused not at all. */
async function lostOrDoubled(books: Books, history: readonly Sent[]): Promise<Found> {
  const found = nothing();
  const logged = await factsIn(books);
  const inLog = new Set(logged.map(({ key, version }) => `${key} ${version}`));
  // An order is found by its title, all else by the order that it is about.
  const nameOf = (fact: string, title: string | null | undefined, id: string | undefined) =>
    fact === 'OrderPlaced' ? `${fact} of ${title}` : `${fact} of ${id}`;
  const times = countOf(logged.map(({ name, title, key }) => nameOf(name, title, key)));
  const acknowledged = countOf(named(['ok']));
  const possible = countOf(named(['ok', 'unknown', 'invoked']));
  for (const [name, { fact }] of bySentNames()) {
    const n = times.get(name) ?? 0;
    const [least, most] = [acknowledged.get(name) ?? 0, possible.get(name) ?? 0];
    found.lost += Math.max(0, least - n);
    found.doubled += Math.max(0, n - most);
    if (n < least || n > most)
      found.findings.push(`${fact}: ${name} was acknowledged ${least} times and is in the log ${n} times`);
  }
  for (const { fact, id, acknowledged: ack } of history) {
    if (!ack || inLog.has(`${ack.key} ${ack.version}`)) continue;
    found.lost += 1;
    found.findings.push(`${fact} of ${id} was acknowledged as number ${ack.version} of ${ack.key}, which is in no log`);
  }
  const orders = history.filter(({ fact, outcome }) => fact === 'OrderPlaced' && outcome === 'ok');
  for (const service of ['ordering', 'reporting'] as const) {
    const there = countOf(await idsIn(books, service));
    for (const { title, id } of orders) {
      const n = there.get(id!) ?? 0;
      if (n === 1) continue;
      found[n === 0 ? 'lost' : 'doubled'] += 1;
      found.findings.push(`${title} is in ${service} ${n} times`);
    }
  }
  const known = new Set(history.map(({ title }) => title));
  const strangers = logged.filter(({ name, title }) => name === 'OrderPlaced' && !known.has(title!));
  found.findings.push(...strangers.map(({ title }) => `${title} is in the log, but nobody has placed it`));
  return found;

  function named(outcomes: Sent['outcome'][]): string[] {
    return history
      .filter(({ outcome }) => outcomes.includes(outcome))
      .map(({ fact, title, id }) => nameOf(fact, title, id));
  }
  function bySentNames(): Map<string, Sent> {
    return new Map(history.map((sent) => [nameOf(sent.fact, sent.title, sent.id), sent]));
  }
}

/** The witness adds and the others replace: all must come to the same, to the øre. */
async function wrongSums(books: Books): Promise<Found> {
  const sums = await sumsIn(books);
  const found = { ...nothing(), findings: differencesIn(sums) };
  if (found.findings.length > 0) found.sumMismatchOre = oreApart(sums);
  for (const { fact, witness, log } of await valuesOf(books)) {
    if (witness.ore === log.ore && witness.orders === log.orders) continue;
    const how = witness.ore > log.ore ? 'more' : 'less';
    found.sumMismatchOre += Math.abs(witness.ore - log.ore);
    found.findings.push(`the witness has counted ${how} of ${fact}: ${inWords(witness)}, the log has ${inWords(log)}`);
  }
  return found;
}

/** How far ordering and the others are apart, over all municipalities. */
function oreApart(sums: Awaited<ReturnType<typeof sumsIn>>): number {
  const apart = new Map<string, number>();
  for (const { what, who, municipality, ore } of sums) {
    const name = `${what} ${municipality}`;
    apart.set(name, (apart.get(name) ?? 0) + (who === 'ordering' ? ore : -ore));
  }
  return [...apart.values()].reduce((all, ore) => all + Math.abs(ore), 0);
}

async function wronglyHeard(books: Books): Promise<Found> {
  const rows = await heard(books);
  return {
    ...nothing(),
    findings: rows.map(({ says }) => says),
    lost: rows.reduce((all, { more }) => all + Math.max(0, -more), 0),
    doubled: rows.reduce((all, { more }) => all + Math.max(0, more), 0),
  };
}

/** Everybody stands at the end of the logs, and so do the copies of the logs. */
async function lagging(books: Books): Promise<Found> {
  const copies = (await copied(books)).filter(({ behind }) => behind !== 0);
  const behind = [...(await places(books)), ...copies].map((each) => Math.abs(each.behind));
  return {
    ...nothing(),
    findings: [
      ...(await late(books)),
      ...copies.map(({ source, shard, pos, head }) => `${source}/${shard} is copied to Kafka up to ${pos} of ${head}`),
    ],
    maxLagAtEnd: Math.max(0, ...behind),
  };
}

function countOf(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
