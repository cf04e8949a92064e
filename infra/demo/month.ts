import { addDays, addMonths } from '#libs/contracts';

/** The month that ends on a day, with its working days counted back from the end. */
export interface Month {
  first: string;
  last: string;
  /** The working day so many before the last one: 0 is the last, -1 the first after the month. */
  workday: (back: number) => string;
  /** Three earlier periods of the twelve months that end with the month, the earliest first. */
  earlier: { from: string; to: string }[];
}

/** Every month has at least twenty working days (Monday to Friday), so a story of twenty fits into each. */
export const WORKDAYS = 20;

/** The month that ends on the as-of day. */
export function monthEnding(asOf: string): Month {
  const first = addDays(addMonths(asOf, -1), 1);
  const monthsBefore = (months: number) => addMonths(first, -months);
  const borders = [monthsBefore(11), monthsBefore(7), monthsBefore(3), first];
  const last = workdayFrom(asOf, -1);
  return {
    first,
    last: asOf,
    workday: (back) => {
      let day = last;
      for (let step = 0; step < Math.abs(back); step += 1)
        day = workdayFrom(addDays(day, -Math.sign(back)), -Math.sign(back));
      return day;
    },
    earlier: borders.slice(0, -1).map((from, i) => ({ from, to: addDays(borders[i + 1]!, -1) })),
  };
}

/** The day itself, or the nearest working day in a direction. */
function workdayFrom(day: string, direction: number): string {
  for (let each = day; ; each = addDays(each, direction)) if (isWorkday(each)) return each;
}

function isWorkday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}
