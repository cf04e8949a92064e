import type { Buyer } from './cast.js';
import { kroner, longDay } from './in-words.js';
import { ore, type Stage } from './prepare.js';
import type { Aftermath } from './read-back.js';
import { figures, table, wrapped } from './table.js';

const BUYERS: Buyer[] = ['rollag', 'flesberg', 'noreOgUvdal'];
const FOOD_KINDS = ['meeting-food', 'catering'];

/** The article's figure for a year's meeting food of the three together. */
const REPORTED_ORE = ore(50_000);

/** What each municipality has bought of food in a year, how far that is from the law, and what the article says of it. */
export function foodLedger({ cast, month }: Stage, { food, orders }: Aftermath): string[] {
  const lines = BUYERS.map((buyer) => ({ name: cast.municipalities[buyer].name, ...food[buyer] }));
  const rows = lines.map(({ name, declaredOre, usedOre, limitOre = 0, headroomOre = 0 }) => ({
    cells: [name, ...[declaredOre, usedOre - declaredOre, usedOre, limitOre, headroomOre].map(kroner)],
  }));
  const headings = ['declared', 'on the platform', 'used', 'scope of the law', 'headroom'];
  const together = lines.reduce((sum, { usedOre }) => sum + usedOre, 0);
  const limitOre = lines[0]!.limitOre ?? 0;
  const isBelow = lines.every(({ usedOre }) => usedOre < limitOre);
  const isDirect = orders.every(({ order, view }) => !FOOD_KINDS.includes(order.kindOfWork) || isOutsideLaw(view.path));
  const far = lines.every(({ usedOre }) => usedOre * 2 < limitOre) ? 'far below' : 'below';
  const verdict =
    isBelow && isDirect
      ? `each is ${far} the law's scope of ${kroner(limitOre)} kroner on ${longDay(month.last)}: direct purchase`
      : `not each is below the law's scope of ${kroner(limitOre)} kroner on ${longDay(month.last)}`;
  return [
    ...table([{ heading: 'kommune' }, ...figures(...headings)], rows, { indent: 2 }),
    ...wrapped(
      `Meeting food of the three together in a year: ${kroner(together)} kroner, ${comparedWithReported(together)}; ${verdict}.`,
      2,
    ),
  ];
}

const isOutsideLaw = (path: string | undefined) => path === 'OUTSIDE_LAW';

/** "About" only within a twentieth. */
const comparedWithReported = (sumOre: number): string =>
  Math.abs(sumOre - REPORTED_ORE) * 20 <= REPORTED_ORE
    ? `about ${kroner(REPORTED_ORE)}`
    : `where the article has ${kroner(REPORTED_ORE)}`;

/** The orders that needed a person: why, what was decided, and on which ground. */
export function adviserDecisions({ cast }: Stage, { reviews, orders }: Aftermath): string[] {
  const municipalities = Object.values(cast.municipalities);
  return reviews.flatMap(({ orderId, municipality, status, usedOre, limitOre, reason, decisionReason }) => {
    const view = orders.find((order) => order.orderId === orderId)?.view;
    const name = municipalities.find(({ org }) => org === municipality)?.name ?? municipality;
    return [
      ...wrapped(`${name}, ${view?.unitName}: ${view?.title}, ${kroner(view?.valueOre ?? 0)} kroner.`, 2),
      ...wrapped(`Why a person: ${kroner(usedOre)} of ${kroner(limitOre)} used. ${reason.says}`, 4),
      ...wrapped(`Decision: ${status}. ${decisionReason ?? ''}`, 4),
    ];
  });
}
