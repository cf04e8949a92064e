import type { Hold } from '#libs/contracts';
import { conflict, unprocessable, type Rejection } from '#libs/decider';

/** The earliest free days first, so that later days stay open for what is not known yet. */
export function earliestHolds(free: Hold[], needed: number): Hold[] | Rejection {
  const holds: Hold[] = [];
  let missing = needed;
  for (const { day, minutes } of free) {
    if (missing > 0) holds.push({ day, minutes: Math.min(minutes, missing) });
    missing -= minutes;
  }
  return missing > 0 ? capacityGone(free, needed) : holds;
}

/** The minutes that the department asks for, day by day: they must lie in the window, sum to the order and be free. */
export function askedHolds(
  holds: Hold[],
  free: Hold[],
  { from, to, estimatedMinutes }: { from: string; to: string; estimatedMinutes: number },
) {
  const day = holds.map((hold) => hold.day).find((each) => each < from || each > to);
  if (day) return unprocessable('day-outside-delivery', `${day} lies outside ${from} to ${to}.`, { day, from, to });
  const days = new Set(holds.map(({ day }) => day));
  if (days.size < holds.length) return unprocessable('day-named-twice', 'Name each day once.');
  const heldMinutes = holds.reduce((sum, { minutes }) => sum + minutes, 0);
  if (heldMinutes !== estimatedMinutes) {
    const says = `The holds sum to ${heldMinutes} minutes; the order takes ${estimatedMinutes}.`;
    return unprocessable('holds-do-not-sum', says, { heldMinutes, estimatedMinutes });
  }
  const left = new Map(free.map(({ day, minutes }) => [day, minutes]));
  return holds.some(({ day, minutes }) => minutes > (left.get(day) ?? 0))
    ? capacityGone(free, estimatedMinutes)
    : holds;
}

function capacityGone(free: Hold[], estimatedMinutes: number): Rejection {
  const freeMinutes = free.reduce((sum, { minutes }) => sum + minutes, 0);
  const says = `The hours were taken meanwhile: ${freeMinutes} minutes are left, the order takes ${estimatedMinutes}.`;
  return conflict('capacity-gone', says, { freeMinutes, estimatedMinutes, left: free });
}
