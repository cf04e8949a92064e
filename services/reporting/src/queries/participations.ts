import { addDays, addMonths, type Figure, type OutcomeGrouping } from '#libs/contracts';
import { declared, noFigure } from './figure.js';
import type { Selection } from './selection.js';
import { SmallNumberShield, type Part } from './small-number-shield.js';

/** Orders without a vekstbedrift or a department stand in a group of this name. */
export const NONE = 'none';

/** Participations of a selection, or of one group of it. */
export type Participations = (selection: Selection, by?: OutcomeGrouping, group?: string) => Figure;

/** Participations in accepted jobs, summed over all that a figure can be asked by. */
export interface ParticipationRow {
  month: string;
  vekstbedrift: string;
  department: string;
  municipality: string;
  kind: string;
  participations: number;
}

/** How many levels are told of year and month, vekstbedrift and department, municipality, kind of work. */
const DETAILS = [
  [2, 2, 1, 1],
  [1, 2, 1, 1],
  [1, 1, 1, 1],
  [1, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
] as const;

/** The shield takes time by the third power of the parts: measured 80 ms for 360, 0.7 s for 1200. */
const MOST_PARTS = 500;

/** Every figure on participations that these rows give, behind one shield. */
export function participationsIn(rows: ParticipationRow[]): Participations {
  const all = rows.map(({ month, vekstbedrift, department, municipality, kind, participations }) => ({
    dimensions: [[month.slice(0, 4), month], [vekstbedrift, departmentName(department)], [municipality], [kind]],
    count: participations,
  }));
  let [detail, parts] = [DETAILS[0] as readonly number[], all as Part[]];
  for (const next of DETAILS) {
    [detail, parts] = [next, partsIn(all, next)];
    if (parts.length <= MOST_PARTS) break;
  }
  const shield = new SmallNumberShield(parts);
  return (selection, by = 'none', group = '') => {
    const place = placeOf(selection, by, group);
    if (!place) return noFigure('declared', 'period-not-whole');
    if (place.some(({ level }, d) => level > detail[d]!)) return noFigure('declared', 'too-detailed');
    const value = shield.at(place.map(({ name }) => name));
    return value === null ? noFigure('declared', 'small-number') : declared(value);
  };
}

const departmentName = (id: string) => `department ${id}`;

/** The parts as they are with fewer levels. */
function partsIn(all: Part[], detail: readonly number[]): Part[] {
  const parts = new Map<string, Part>();
  for (const { dimensions, count } of all) {
    const kept = dimensions.map((names, d) => names.slice(0, detail[d]));
    const key = JSON.stringify(kept);
    parts.set(key, { dimensions: kept, count: count + (parts.get(key)?.count ?? 0) });
  }
  return [...parts.values()];
}

interface Named {
  name: string;
  level: number;
}

/** Where the figure stands under the shield; nowhere where its period is not one that is given. */
function placeOf(selection: Selection, by: OutcomeGrouping, group: string): Named[] | undefined {
  const period = by === 'month' ? wholeMonth(selection, group) : wholePeriod(selection);
  if (period === undefined) return undefined;
  const { municipality = '', vekstbedrift = '', kindOfWork = '' } = selection;
  const at = (name: string, level = 1): Named => ({ name, level: name === '' ? 0 : level });
  return [
    at(period, period.length > 4 ? 2 : 1),
    by === 'department' ? at(departmentName(group), 2) : at(by === 'vekstbedrift' ? group : vekstbedrift),
    at(by === 'municipality' ? group : municipality),
    at(by === 'kind-of-work' ? group : kindOfWork),
  ];
}

/** The month where all of it lies in the period asked for. */
function wholeMonth({ from = '', to = '9999' }: Selection, month: string): string | undefined {
  return from <= `${month}-01` && lastDayOf(month) <= to ? month : undefined;
}

/** All time (''), a year or a month: differences between other periods would give single days away. */
function wholePeriod({ from, to }: Selection): string | undefined {
  if (!from && !to) return '';
  if (!from?.endsWith('-01') || !to) return undefined;
  const [year, month] = [from.slice(0, 4), from.slice(0, 7)];
  if (to === lastDayOf(month)) return month;
  return from === `${year}-01-01` && to === `${year}-12-31` ? year : undefined;
}

const lastDayOf = (month: string): string => addDays(addMonths(`${month}-01`, 1), -1);
