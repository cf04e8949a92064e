import { applyWord } from './word.js';

const OSLO = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Oslo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The local date of Europe/Oslo on which an instant falls. */
export function localDay(instant: string): string {
  // By its parts: the order in which a locale writes a date has changed between versions of Node.
  const { year, month, day } = Object.fromEntries(
    OSLO.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  return `${year}-${month}-${day}`;
}

/** Whether the text is a day that exists, written YYYY-MM-DD, between 1990 and 2199. */
export function isLocalDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^(199\d|2[01]\d\d)-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

/** The day a number of days after another (before it when negative). */
export function addDays(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** The same day of the month a number of months away; the last day of a shorter month (30 March minus 1 is 28 February). */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10);
}

/** Every day from the first to the last, both included. */
export function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** A day in Norway: local date of Europe/Oslo, YYYY-MM-DD. */
export const LocalDay = (says: string) =>
  applyWord({
    code: 'day',
    test: isLocalDay,
    sentence: 'must be a day that exists, written YYYY-MM-DD',
    schema: {
      type: 'string',
      format: 'date',
      description: `${says} (local date of Europe/Oslo)`,
      example: '2026-11-23',
    },
  });

const isInstant = (text: unknown): text is string =>
  typeof text === 'string' &&
  /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) &&
  isLocalDay(text.slice(0, 10)) &&
  !Number.isNaN(Date.parse(text));

const MOMENT = 'must be a moment in UTC such as 2026-11-23T11:00:00.000Z';

/** A moment: RFC 3339 in UTC, ending in Z. */
export const Instant = (says: string) =>
  applyWord({
    code: 'instant',
    test: isInstant,
    sentence: MOMENT,
    schema: { type: 'string', format: 'date-time', description: says },
  });

/** A moment that somebody may live at: a year is left for what follows from it, such as the end of a claim. */
export const Present = (says: string) =>
  applyWord({
    code: 'instant',
    test: (text) => isInstant(text) && text < '2199',
    sentence: `${MOMENT}, before 2199`,
    schema: { type: 'string', format: 'date-time', description: says },
  });
