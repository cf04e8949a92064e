import { wrapped } from '../demo/table.js';
import { type Command, WrongUse } from './command.js';
import { inUnits, secondsIn } from './duration.js';
import { openLetters } from './letters-of.js';
import { ordersAtRest, unapplied, type OrderAtRest } from './orders-at-rest.js';

/** How long an order may be in a state; where a day or moment is agreed, how long after it. */
const LIMITS = {
  placed: '1m',
  held: '3d',
  open: '1h',
  claimed: '1m',
  confirmed: '3d',
  fallback: '3d',
  external: '3d',
  delivered: '14d',
  disputed: '14d',
};
type Waiting = keyof typeof LIMITS;

/** What an order in a state waits for. */
const WAITS_FOR: Record<Waiting, string> = {
  placed: 'procurement-compliance has not assessed it',
  held: 'an adviser has to decide it',
  open: 'its deadline for claims has passed, and it is neither claimed nor sent to fallback',
  claimed: 'it is claimed, and procurement-compliance has not cleared the award',
  confirmed: 'its last day of delivery has passed, and no delivery is registered',
  fallback: 'the buyer has to find an ordinary supplier',
  external: 'its last day of delivery has passed, and no delivery is recorded',
  delivered: 'the buyer has to accept the delivery or dispute it',
  disputed: 'a new delivery, or the acceptance, is missing',
};

/** Orders that wait longer than they should. */
export const stuck: Command = {
  usage: '[--limit STATE=TIME …]',
  says: `orders that wait too long, and for what; limits: ${Object.entries(LIMITS)
    .map((each) => each.join('='))
    .join(' ')}; exit 1 where there are any`,
  options: { limit: { type: 'string', multiple: true } },
  async run({ books }, asked) {
    const limits = limitsFrom(asked.texts('limit'));
    const found = await books.atOneMoment(async () => {
      const orders = await ordersAtRest(books);
      const letters = await openLetters(
        books,
        orders.map(({ id }) => id),
      );
      const late = await unapplied(
        books,
        orders.map(({ id }) => id),
      );
      return orders.flatMap((order) => {
        const waitsFor = WAITS_FOR[order.waiting as Waiting];
        const parked = letters.filter(({ key }) => key === order.id).map(parkedBy);
        const isLate = order.seconds > limits[order.waiting as Waiting];
        if (parked.length === 0 && !isLate) return [];
        const behind = late.filter(({ key }) => key === order.id).map(({ says }) => says);
        return [{ ...order, reasons: [...parked, ...behind, ...(isLate ? [waitsFor] : [])] }];
      });
    });
    return {
      lines: found.length > 0 ? found.flatMap(inLines) : ['No order waits longer than it should.'],
      json: found,
      found: found.length > 0,
    };
  },
};

function limitsFrom(given: string[]): Record<Waiting, number> {
  const texts: Record<string, string> = { ...LIMITS };
  for (const each of given) {
    const [state = '', time = ''] = each.split('=');
    if (!(state in LIMITS)) throw new WrongUse(`"${state}" is none of ${Object.keys(LIMITS).join(', ')}.`);
    texts[state] = time;
  }
  return Object.fromEntries(Object.entries(texts).map(([state, time]) => [state, secondsIn(time)])) as never;
}

const parkedBy = ({ letter, fact, consumer, why }: Awaited<ReturnType<typeof openLetters>>[number]) =>
  `${consumer} has put ${fact} aside (letter ${letter}): ${why}`;

function inLines({ id, waiting, municipality, seconds, reasons }: OrderAtRest & { reasons: string[] }): string[] {
  const over = seconds > 0 ? `for ${inUnits(seconds)}` : 'not late yet';
  return [`${id}  ${waiting} ${over}, of ${municipality}`, ...reasons.flatMap((reason) => wrapped(reason, 4))];
}
