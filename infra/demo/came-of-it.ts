import type { Figure, OutcomeFigures } from '#libs/contracts';
import type { Buyer } from './cast.js';
import {
  CUSTOMERS_IN_WORDS,
  decimal,
  grouped,
  kroner,
  PATH_EXPLAINED,
  percent,
  UNCLAIMED_IN_WORDS,
} from './in-words.js';
import { rippleByMunicipality } from './order-rows.js';
import type { Stage } from './prepare.js';
import { STATES, type Aftermath } from './read-back.js';
import { figuresOf, sumOf, sumsOf } from './sums.js';
import { figures, table, wrapped, type Row } from './table.js';

const BUYERS: Buyer[] = ['rollag', 'flesberg', 'noreOgUvdal'];

const COUNT_LABELS: Partial<Record<(typeof STATES)[number], string>> = {
  placed: 'orders placed',
  cleared: 'cleared or approved',
  held: 'held for an adviser',
  fallback: 'gone to another supplier',
};

/** Orders, value, hours, participations, ripple and lead time, for each municipality and together. */
export function cameOfIt({ cast }: Stage, aftermath: Aftermath): string[] {
  const { outcomes, ofVekstbedrift } = aftermath;
  const line = (label: string, cell: (of: OutcomeFigures) => string, together: string): Row => ({
    cells: [label, ...BUYERS.map((buyer) => cell(outcomes[buyer])), together],
  });
  const summed = (label: string, figure: (of: OutcomeFigures) => Figure, write: (value: number) => string) =>
    line(label, (of) => shown(figure(of), write), write(sumOf(figuresOf(aftermath), figure)));
  const { orders, paths } = sumsOf(aftermath);
  const counts = STATES.map((state) =>
    line(COUNT_LABELS[state] ?? state, ({ orders: of }) => grouped(of[state]), grouped(orders[state])),
  );
  const { participations, leadTimeMedianHours } = ofVekstbedrift.total;
  const rows = [
    ...counts,
    summed('value accepted, kroner', ({ valueOre }) => valueOre, kroner),
    summed('  of it from other suppliers', ({ externalValueOre }) => externalValueOre, kroner),
    summed('facilitated hours', ({ facilitatedMinutes }) => facilitatedMinutes, inHours),
    line('participations', (of) => shown(of.participations, grouped), shown(participations, grouped)),
    summed('ripple, kroner', ({ rippleOre }) => rippleOre, kroner),
    line('lead time, median days *', (of) => shown(of.leadTimeMedianHours, inDays), shown(leadTimeMedianHours, inDays)),
  ];
  const columns = [{ heading: '' }, ...figures(...BUYERS.map((buyer) => cast.municipalities[buyer].name), 'together')];
  return [
    ...table(columns, rows, { indent: 2 }),
    ...wrapped('* From placing to delivery; together: of the jobs that the vekstbedrift did.', 2),
    ...legend(rows),
    ...Object.entries(paths).flatMap(([path, count]) =>
      wrapped(`${count} × ${path}: ${PATH_EXPLAINED[path] ?? 'not foreseen in this story'}.`, 2),
    ),
  ];
}

/** What the vekstbedrift did, by kind of work. */
export function byKindOfWork({ ofVekstbedrift }: Aftermath): string[] {
  const rows = ofVekstbedrift.groups.map(
    ({ key, orders, valueOre, facilitatedMinutes, participations, rippleOre }) => ({
      cells: [
        ...[key, grouped(orders.accepted), shown(valueOre, kroner), shown(facilitatedMinutes, inHours)],
        ...[shown(participations, grouped), shown(rippleOre, kroner)],
      ],
    }),
  );
  const columns = [{ heading: 'kind of work' }, ...figures('accepted', 'kroner', 'hours', 'participations', 'ripple')];
  return [...table(columns, rows, { indent: 2 }), ...legend(rows)];
}

/** Where the money of the jobs went on to. */
export function ripple(stage: Stage, aftermath: Aftermath): string[] {
  const rows = rippleByMunicipality(stage, aftermath).map(({ to, ore, from }) => ({
    cells: [to, kroner(ore), from.join(', ')],
  }));
  const columns = [{ heading: 'to kommune' }, ...figures('kroner'), { heading: 'from whom it was bought' }];
  return table(columns, rows, { indent: 2 });
}

/** What no vekstbedrift took, and why. */
export function unmetNeed({ cast }: Stage, { demand }: Aftermath): string[] {
  return BUYERS.flatMap((buyer) =>
    demand[buyer].unmet.flatMap(({ kindOfWork, reason, orders }) => {
      const why = UNCLAIMED_IN_WORDS[reason] ?? reason;
      const { name } = cast.municipalities[buyer];
      return wrapped(`${kindOfWork} in ${name}, orders: ${shown(orders, grouped)}, because ${why} (${reason}).`, 2);
    }),
  );
}

/** Turnover by class of customer. */
export function turnoverShares({ cast }: Stage, { turnover: { turnoverOre, classes, customers } }: Aftermath) {
  const rows = classes.map(({ customerClass, amountOre, share }) => ({
    cells: [CUSTOMERS_IN_WORDS[customerClass] ?? customerClass, kroner(amountOre), percent(share)],
  }));
  const { name, org } = cast.powerCompany;
  const power = customers.find(({ customer }) => customer === org);
  const bought = power ? `${kroner(power.amountOre)} kroner, ${percent(power.share)}` : 'nothing';
  const all = { cells: ['in all', shown(turnoverOre, kroner), ''] };
  return [
    ...table([{ heading: 'customers' }, ...figures('kroner', 'share')], [...rows, all], { indent: 2 }),
    ...wrapped(`Among the private ones the power company, ${name}: ${bought}.`, 2),
  ];
}

const shown = ({ value, reason }: Figure, write: (value: number) => string): string =>
  value !== null ? write(value) : reason === 'nothing-delivered' ? '–' : ':';

/** Said only where something is hidden. */
const legend = (rows: Row[]): string[] =>
  rows.some(({ cells }) => cells.includes(':'))
    ? wrapped(': hidden, because fewer than 5 took part or because it would give such a figure away.', 2)
    : [];

const inHours = (minutes: number): string => decimal(minutes / 60);
const inDays = (hours: number): string => decimal(hours / 24);
