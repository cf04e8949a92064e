import { numberOn } from './cast.js';
import { byKindOfWork, cameOfIt, ripple, turnoverShares, unmetNeed } from './came-of-it.js';
import { longDay, percent } from './in-words.js';
import { adviserDecisions, foodLedger } from './lawfulness.js';
import { orderRows } from './order-rows.js';
import type { Stage } from './prepare.js';
import type { Aftermath } from './read-back.js';
import { framed, table, wrapped, type Row } from './table.js';

/** The whole story as lines; `heading` marks what a terminal may set off. */
export function printed(stage: Stage, aftermath: Aftermath, heading: (text: string) => string): string[] {
  const { cast, month } = stage;
  const sections: [title: string, lines: string[]][] = [
    [`Who owns ${cast.vekstbedrift.name}`, owners(stage, aftermath)],
    ['What was ordered', orderTable(stage, aftermath)],
    ['What came of it', cameOfIt(stage, aftermath)],
    ['By kind of work, done by the vekstbedrift', byKindOfWork(aftermath)],
    ['Ripple: what departments bought for the jobs', ripple(stage, aftermath)],
    ['Unmet need: what nobody could take', unmetNeed(stage, aftermath)],
    [`Turnover of the vekstbedrift in ${aftermath.turnover.year}, as it declared it`, turnoverShares(stage, aftermath)],
    [`Like purchases of food in the twelve months to ${longDay(month.last)}`, foodLedger(stage, aftermath)],
    ['What an adviser decided, and why', adviserDecisions(stage, aftermath)],
  ];
  return [...banner(stage), ...sections.flatMap(([title, lines]) => ['', heading(title), ...lines])];
}

function banner({ month }: Stage): string[] {
  return framed([
    `THE NUMEDAL STORY, ${longDay(month.first)} to ${longDay(month.last)}`,
    'All figures are invented, and so are all organisations but the three municipalities; the',
    'organisation numbers are synthetic. The article of 2018 reports two figures, 8 % of the turnover',
    'and 50 000 kroner of meeting food: they are not reconciled here.',
    'Amounts are kroner ex VAT.',
  ]);
}

function owners({ cast, month }: Stage, { ownership }: Aftermath): string[] {
  const municipalities = Object.values(cast.municipalities);
  const period = ownership.ownership.findLast(({ validFrom }) => validFrom <= month.last)!;
  const rows = period.owners.map(({ owner, share }): Row => {
    const { name, numbers } = municipalities.find(({ org }) => org === owner)!;
    return { cells: [name, numberOn(numbers, month.last), percent(share)] };
  });
  const departments = Object.values(cast.departments).map(({ name }) => name);
  return [
    ...table([{ heading: 'kommune' }, { heading: 'number' }, { heading: 'share', right: true }], rows, { indent: 2 }),
    ...wrapped(`Private capital ${percent(period.privateShare)}. Departments: ${departments.join(' and ')}.`, 2),
  ];
}

function orderTable(stage: Stage, aftermath: Aftermath): string[] {
  const columns = [
    ...[{ heading: 'day' }, { heading: 'kommune' }, { heading: 'what' }, { heading: 'kroner', right: true as const }],
    ...[{ heading: 'legal path' }, { heading: 'who' }, { heading: 'outcome' }],
  ];
  return table(columns, orderRows(stage, aftermath));
}
