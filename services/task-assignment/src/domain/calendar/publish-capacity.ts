import { fact, localDay, type FactsOf, type PublishCapacity } from '#libs/contracts';
import { notFound, unprocessable, type Decision } from '#libs/decider';
import { actsFor, type Actor } from '../acts-for.js';
import type { CalendarState } from './calendar.js';

/** Publishes capacity of today or later, of work the department does; less than is already held or used is allowed. */
export function publishCapacity(
  calendar: CalendarState,
  { days }: PublishCapacity,
  { now, actor }: { now: string; actor: Actor },
): Decision<FactsOf<'task-assignment'>> {
  if (!actsFor(actor, calendar)) return notFound('department-not-found', 'There is no such department of yours.');
  const today = localDay(now);
  const named = new Set<string>();
  for (const { day, kindOfWork } of days) {
    if (day < today) {
      return unprocessable('day-in-past', `${day} has passed: publish today or later.`, { day, today });
    }
    if (!calendar.kindsOfWork.includes(kindOfWork)) {
      return unprocessable('kind-not-done', `The department does not do ${kindOfWork}.`, {
        kindOfWork,
        kindsOfWork: calendar.kindsOfWork,
      });
    }
    if (named.has(`${day} ${kindOfWork}`)) {
      return unprocessable('day-named-twice', `${day} is named twice for ${kindOfWork}.`, { day, kindOfWork });
    }
    named.add(`${day} ${kindOfWork}`);
  }
  const { departmentId, vekstbedrift } = calendar;
  return [fact('CapacityPublished', { departmentId, vekstbedrift, days, publishedOn: today })];
}
