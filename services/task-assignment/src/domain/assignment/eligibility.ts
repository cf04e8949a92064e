import { localDay, type NoOffer, type NoOfferReason, type Offer, type OrderTerms } from '#libs/contracts';
import { freeMinutes, type Capacity } from '../calendar/calendar.js';

/** A department that is considered for an order. */
export interface Candidate {
  departmentId: string;
  vekstbedrift: string;
  /** Whether its vekstbedrift serves the municipality that buys. */
  servesMunicipality: boolean;
  kindsOfWork: readonly string[];
  capacity: Capacity;
}

/** What is asked for. */
export type Wanted = Pick<OrderTerms, 'kindOfWork' | 'estimatedMinutes' | 'deliverFrom' | 'deliverTo' | 'directedTo'>;

/** What happened to this version of the order before. */
export interface Before {
  declined: readonly { departmentId: string; reason: string }[];
  refusedAtAward: readonly string[];
}

/** What one fact lists at most; a municipality is served by a handful of departments, so only far ones are left out. */
export const MOST_LISTED = 500;

/** Who is offered an order and who is not, each with its reason; the first that applies, the plainest first. */
export function eligibility(wanted: Wanted, before: Before, candidates: readonly Candidate[], now: string) {
  const offered: Offer[] = [];
  const near: NoOffer[] = [];
  const far: NoOffer[] = [];
  for (const candidate of [...candidates].sort((a, b) => (a.departmentId < b.departmentId ? -1 : 1))) {
    const { departmentId, vekstbedrift, servesMunicipality } = candidate;
    const free = freeFor(wanted, candidate.capacity, now);
    const no = whyNot(wanted, before, candidate, free);
    if (!no) offered.push({ departmentId, vekstbedrift, freeMinutes: free });
    else (servesMunicipality ? near : far).push({ departmentId, vekstbedrift, ...no });
  }
  const not = [...near, ...far];
  const beyond = Math.max(0, offered.length - MOST_LISTED) + Math.max(0, not.length - MOST_LISTED);
  return {
    offered: offered.slice(0, MOST_LISTED),
    notOffered: not.slice(0, MOST_LISTED),
    ...(beyond > 0 && { notListed: beyond }),
  };
}

/** The first day that can still be worked: hours of days that have passed are no longer free. */
export const firstDayLeft = (deliverFrom: string, now: string): string => {
  const today = localDay(now);
  return deliverFrom > today ? deliverFrom : today;
};

const freeFor = ({ kindOfWork, deliverFrom, deliverTo }: Wanted, capacity: Capacity, now: string) =>
  freeMinutes(capacity, kindOfWork, firstDayLeft(deliverFrom, now), deliverTo);

function whyNot(wanted: Wanted, before: Before, candidate: Candidate, free: number): Why | undefined {
  const { departmentId, vekstbedrift, kindsOfWork } = candidate;
  const { directedTo, kindOfWork, estimatedMinutes } = wanted;
  if (!candidate.servesMunicipality) return because('does-not-serve-municipality');
  if (directedTo && directedTo !== departmentId) return because('directed-to-another');
  if (before.refusedAtAward.includes(vekstbedrift)) return because('refused-at-award');
  const declined = before.declined.find((no) => no.departmentId === departmentId);
  if (declined) return because('declined-before', { reason: declined.reason });
  if (!kindsOfWork.includes(kindOfWork)) return because('does-not-do-this-work', { kindOfWork, kindsOfWork });
  if (free < estimatedMinutes) {
    return because('not-enough-capacity', { freeMinutes: free, estimatedMinutes, missing: estimatedMinutes - free });
  }
  return undefined;
}

type Why = { reason: NoOfferReason; figures?: Record<string, unknown> };
const because = (reason: NoOfferReason, figures?: Record<string, unknown>): Why => ({
  reason,
  ...(figures && { figures }),
});
