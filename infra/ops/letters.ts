import { schemaOf } from '#libs/messaging';
import { figures, table } from '../demo/table.js';
import { type Asked, type Command, type Installation, type Outcome, required, WrongUse } from './command.js';
import { inUnits } from './duration.js';
import { allLetters, type Letter, openLetters } from './letters-of.js';
import { consumerOf, lettersAt } from './service-at-hand.js';

/** What was put aside, and the two ways out. */
export const letters: Command = {
  usage: 'list [--all] | show LETTER | redrive LETTER --by WHO --reason WHY | discard LETTER --by WHO --reason WHY',
  says: 'facts that were put aside: redrive applies all of the key in order, discard gives one up; exit 1 where some are open',
  options: { all: { type: 'boolean' }, by: { type: 'string' }, reason: { type: 'string' } },
  async run(installation, asked) {
    const [what, name] = asked.words;
    if (what === 'list') return list(installation, asked.flag('all'));
    if (what !== 'show' && what !== 'redrive' && what !== 'discard')
      throw new WrongUse('Say letters list, show, redrive or discard.');
    const letter = await letterNamed(installation, name);
    return { show, redrive, discard }[what](installation, letter, asked);
  },
};

async function list({ books }: Installation, all: boolean): Promise<Outcome> {
  const found = all ? await allLetters(books) : await openLetters(books);
  const columns = [{ heading: 'letter' }, { heading: 'fact' }, { heading: 'key' }, ...figures('tries', 'ago')];
  const rows = found.map((letter) => ({
    cells: [letter.letter, letter.fact, letter.key, String(letter.attempts), ago(letter.parkedAt)],
    notes: [letter.behind ? 'waits behind an earlier one of its key' : letter.why, ...endOf(letter)],
  }));
  const open = found.filter(({ resolvedAt }) => resolvedAt === null);
  return {
    lines: found.length > 0 ? table(columns, rows) : ['Nothing is put aside.'],
    json: found,
    found: open.length > 0,
  };
}

const ago = (at: string) => inUnits((Date.now() - Date.parse(at)) / 1_000);
const endOf = ({ resolution, resolvedBy }: Letter) =>
  resolution === null ? [] : [`${resolution}${resolvedBy === null ? '' : ` (${resolvedBy})`}`];

async function show({ books }: Installation, letter: Letter): Promise<Outcome> {
  const [row] = await books.rows<{ envelope: unknown; reason: string }>(
    `SELECT envelope, reason FROM ${schemaOf(letter.service)}.dead_letter WHERE id = $1`,
    [letter.id],
  );
  const json = { ...letter, ...row };
  const { letter: name, consumer, source, shard, pos, attempts, parkedAt, why } = letter;
  const lines = [
    `${name}: ${letter.fact} of ${letter.key}, ${source}/${shard} at ${pos}, put aside by ${consumer}`,
    `since ${new Date(parkedAt).toISOString()}, ${row!.reason}, tried ${attempts} times: ${why}`,
    ...endOf(letter),
    JSON.stringify(row!.envelope, undefined, 2),
  ];
  return { lines, json, found: letter.resolvedAt === null };
}

async function redrive({ url }: Installation, letter: Letter, asked: Asked): Promise<Outcome> {
  const { service, consumer: name, source, key } = mustBeOpen(letter);
  const decided = decidedBy(asked);
  return lettersAt(url, service, async (database, letters) => {
    const consumer = await consumerOf(service, name, database);
    try {
      const applied = await letters.redrive(consumer, source, key, decided);
      return { lines: [`${applied} facts of ${key} were applied.`], json: { applied }, found: false };
    } catch (error) {
      const left = (await letters.list({ key })).filter((each) => each.consumer === name && each.source === source);
      const why = (error as Error).message;
      const lines = [`${key} still cannot be applied, and ${left.length} facts of it wait: ${why}`];
      return { lines, json: { open: left.length, why }, found: true };
    }
  });
}

async function discard({ url }: Installation, letter: Letter, asked: Asked): Promise<Outcome> {
  const decided = decidedBy(asked);
  const { service, id, key, letter: name } = mustBeOpen(letter);
  return lettersAt(url, service, async (_, letters) => {
    await letters.discard(id, decided);
    const behind = (await letters.list({ key })).length;
    const then = behind > 0 ? [`${behind} facts wait behind it: redrive one of them.`] : [];
    return { lines: [`${name} was given up.`, ...then], json: { discarded: name, behind }, found: behind > 0 };
  });
}

const decidedBy = (asked: Asked) => ({ by: required(asked, 'by'), reason: required(asked, 'reason') });

function mustBeOpen(letter: Letter): Letter {
  if (letter.resolution !== null) throw new WrongUse(`${letter.letter} is not open any more: ${letter.resolution}.`);
  return letter;
}

async function letterNamed({ books }: Installation, name: string | undefined): Promise<Letter> {
  if (name === undefined) throw new WrongUse('Name a letter as in the list: reporting/12.');
  const found = (await allLetters(books)).find(({ letter }) => letter === name);
  if (!found) throw new WrongUse(`There is no letter ${name}: see letters list --all.`);
  return found;
}
