import { daysFrom, type CalendarView } from '#libs/contracts';
import { notFound, unprocessable } from '#libs/decider';
import { Refused, ServiceDatabase, type Actor } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { actsFor } from '../domain/acts-for.js';
import { minutesByDay, type CalendarState } from '../domain/calendar/calendar.js';

const MOST_DAYS = 400;

/** The hours of a department. */
@Injectable()
export class CalendarReads {
  constructor(private readonly database: ServiceDatabase) {}

  /** Published, held, used and free by day and kind of work; for the department's own people and the operator. */
  async of(departmentId: string, from: string, to: string, actor: Actor): Promise<CalendarView> {
    if (from > to) throw new Refused(unprocessable('period-empty', 'The first day lies after the last.', { from, to }));
    if (daysFrom(from, to).length > MOST_DAYS) {
      throw new Refused(unprocessable('period-too-long', `Ask for at most ${MOST_DAYS} days.`, { most: MOST_DAYS }));
    }
    const [row] = await this.database.query<{ state: CalendarState }>('SELECT state FROM calendar WHERE id = $1', [
      departmentId,
    ]);
    if (!row || !(actor.role === 'operator' || actsFor(actor, row.state))) {
      throw new Refused(notFound('department-not-found', 'There is no such department of yours.'));
    }
    const { vekstbedrift, name, kindsOfWork } = row.state;
    return { departmentId, vekstbedrift, name, kindsOfWork, days: daysOf(row.state, from, to) };
  }
}

function daysOf(calendar: CalendarState, from: string, to: string): CalendarView['days'] {
  const kinds = new Set([...Object.keys(calendar.published), ...Object.keys(calendar.used)]);
  return [...kinds]
    .flatMap((kindOfWork) => minutesByDay(calendar, kindOfWork, from, to).map((day) => ({ ...day, kindOfWork })))
    .sort((a, b) => a.day.localeCompare(b.day) || a.kindOfWork.localeCompare(b.kindOfWork));
}
