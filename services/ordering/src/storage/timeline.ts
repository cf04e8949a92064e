import { factNamed, withoutParticipations, type Notice, type ParkedMark, type TimelineEntry } from '#libs/contracts';
import type { FactEnvelope } from '#libs/messaging';

/** The facts of one key as a story: who did what and when, with a mark on what a consumer has put aside. */
export function timelineOf(history: FactEnvelope[]): TimelineEntry[] {
  const notices = history.filter(({ aggVersion }) => aggVersion === 0);
  const facts = history.filter(({ aggVersion }) => aggVersion > 0);
  return facts.map((fact) => {
    const parked = marksOn(fact, notices);
    return {
      at: fact.occurredAt,
      service: fact.source,
      fact: fact.name,
      says: factNamed(fact.name)?.meaning.says ?? '',
      data: withoutParticipations(fact.data as Record<string, unknown>),
      ...(fact.actor && { by: { org: fact.actor.org, role: fact.actor.role } }),
      ...(parked.length > 0 && { parked }),
    };
  });
}

/** Of all that a consumer says about a fact its latest word counts. */
function marksOn(fact: FactEnvelope, notices: FactEnvelope[]): ParkedMark[] {
  const latest = new Map<string, FactEnvelope>();
  for (const notice of notices) {
    const { consumer, source, fact: name, position } = notice.data as Notice;
    if (source === fact.source && name === fact.name && position === fact.pos) latest.set(consumer, notice);
  }
  return [...latest.values()]
    .filter(({ name }) => name === 'FactParked')
    .map(({ data, time }) => ({ consumer: (data as Notice).consumer, reason: (data as Notice).reason, since: time }));
}
