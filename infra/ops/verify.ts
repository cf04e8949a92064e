import { setTimeout as pause } from 'node:timers/promises';
import { figures, table } from '../demo/table.js';
import type { Books } from './books.js';
import type { Command } from './command.js';
import { secondsIn } from './duration.js';
import { openLetters } from './letters-of.js';
import { late } from './places.js';
import { differencesIn, sumsIn, totalOf, type Sum } from './sums.js';
import { misnumbered, uneven } from './whole-logs.js';

const LOOK_AGAIN_MS = 300;

interface Verified {
  checks: { check: string; findings: string[] }[];
  sums: Sum[];
}

/** Whether everything is there that must be, and agrees. */
export const verify: Command = {
  usage: '[--patience 10s]',
  says: 'whether logs are whole, consumers at their end, nothing put aside, sums equal to the øre; exit 1 where not',
  options: { patience: { type: 'string' } },
  async run({ books }, asked) {
    const { checks, sums } = await verified(books, secondsIn(asked.text('patience') ?? '10s'));
    const findings = checks.flatMap((check) => check.findings);
    return {
      lines: [
        ...checks.flatMap(({ check, findings }) => [
          `${findings.length === 0 ? 'ok    ' : 'WRONG '} ${check}`,
          ...findings.map((each) => `         ${each}`),
        ]),
        '',
        ...sumTable(sums),
      ],
      json: { checks, sums, findings },
      found: findings.length > 0,
    };
  },
};

/** All of it at one moment at which nothing is on its way; sums can only be compared then. */
async function verified(books: Books, patienceSeconds: number): Promise<Verified> {
  for (const deadline = Date.now() + patienceSeconds * 1_000; ; await pause(LOOK_AGAIN_MS)) {
    const found = await books.atOneMoment(async () => {
      const onTheWay = await late(books);
      if (onTheWay.length > 0 && Date.now() < deadline) return undefined;
      const sums = await sumsIn(books);
      const differences = onTheWay.length > 0 ? ['not compared, as facts are on their way'] : differencesIn(sums);
      const letters = (await openLetters(books)).map(
        ({ letter, fact, key, why }) => `${letter}: ${fact} of ${key} is put aside: ${why}`,
      );
      const checks = [
        { check: 'positions are 1, 2, 3 … up to the head', findings: await uneven(books) },
        { check: 'facts of each key are numbered 1, 2, 3 …', findings: await misnumbered(books) },
        { check: 'every consumer stands at the end of its logs', findings: onTheWay },
        { check: 'nothing is put aside', findings: letters },
        { check: 'ordering, the ledger and reporting agree to the øre', findings: differences },
      ];
      return { checks, sums };
    });
    if (found) return found;
  }
}

function sumTable(sums: Sum[]): string[] {
  const columns = [{ heading: 'orders' }, { heading: 'by' }, ...figures('number', 'øre')];
  const pairs = [
    ['placed', 'ordering'],
    ['placed', 'reporting'],
    ['accepted', 'ordering'],
    ['accepted', 'reporting'],
    ['like purchases', 'ordering'],
    ['like purchases', 'ledger'],
  ] as const;
  return table(
    columns,
    pairs.map(([what, who]) => {
      const { orders, ore } = totalOf(sums, what, who);
      return { cells: [what, who, String(orders), String(ore)] };
    }),
  );
}
