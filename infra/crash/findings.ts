import type { Books } from '../ops/books.js';
import { late } from '../ops/places.js';
import { differencesIn, inWords, sumsIn, totalOf } from '../ops/sums.js';
import { misnumbered, uneven } from '../ops/whole-logs.js';
import { counted, heard, idsIn, parked, placed } from './books.js';
import type { Invoked } from './load.js';

/** What must hold when the faults are over, and does not; one sentence each. */
export async function findingsIn(books: Books, history: readonly Invoked[]): Promise<string[]> {
  return [
    ...(await lostOrDoubled(books, history)),
    ...(await differences(books)),
    ...(await heard(books)),
    ...(await uneven(books)),
    ...(await late(books)),
    ...(await misnumbered(books)),
    ...(await parked(books)),
  ];
}

/** Every order that was answered is there once, one whose answer was lost at most once, one that was refused not at all. */
async function lostOrDoubled(books: Books, history: readonly Invoked[]): Promise<string[]> {
  const inLog = await placed(books);
  const times = countOf(inLog.map(({ title }) => title));
  const there = {
    ordering: countOf(await idsIn(books, 'ordering')),
    reporting: countOf(await idsIn(books, 'reporting')),
  };
  const findings: string[] = [];
  for (const { title, outcome, id } of history) {
    const n = times.get(title) ?? 0;
    const isFine = outcome === 'ok' ? n === 1 : outcome === 'failed' ? n === 0 : n <= 1;
    if (!isFine) findings.push(`${title} was answered "${outcome}" and is in the log ${n} times`);
    if (outcome !== 'ok') continue;
    for (const [service, ids] of Object.entries(there))
      if (ids.get(id!) !== 1) findings.push(`${title} is in ${service} ${ids.get(id!) ?? 0} times`);
  }
  const known = new Set(history.map(({ title }) => title));
  const strangers = inLog.filter(({ title }) => !known.has(title));
  return [...findings, ...strangers.map(({ title }) => `${title} is in the log, but nobody has placed it`)];
}

/** The witness adds and the others replace: all must come to the same. */
async function differences(books: Books): Promise<string[]> {
  const sums = await sumsIn(books);
  const [witness, ordering] = [await counted(books), totalOf(sums, 'placed', 'ordering')];
  const findings = differencesIn(sums);
  if (witness.ore === ordering.ore && witness.orders === ordering.orders) return findings;
  const how = witness.ore > ordering.ore ? 'more' : 'less';
  return [...findings, `the witness has counted ${how}: ${inWords(witness)}, ordering has ${inWords(ordering)}`];
}

function countOf(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
