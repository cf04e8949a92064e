import { fact, localDay, type ReportTurnover } from '#libs/contracts';
import { unprocessable, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import { refuseForeign, type Recorder } from './on-behalf-of.js';
import type { VekstbedriftState } from './vekstbedrift.js';

/** A vekstbedrift declares its turnover of a year by class of customer; a later report of the year replaces it. */
export function reportTurnover(
  { vekstbedrift }: VekstbedriftState,
  { year, lines }: ReportTurnover,
  { by, now }: { by: Recorder; now: string },
): Decision<ComplianceFact> {
  const foreign = refuseForeign(vekstbedrift, by);
  if (foreign) return foreign;
  const thisYear = Number(localDay(now).slice(0, 4));
  if (year > thisYear) {
    return unprocessable('year-in-future', 'Turnover can be reported for this year and earlier ones.', {
      year,
      thisYear,
    });
  }
  const seen = new Set<string>();
  for (const { customerClass, customer } of lines) {
    const line = `${customerClass} ${customer ?? ''}`;
    if (seen.has(line)) {
      return unprocessable('turnover-line-twice', 'A class or customer has two lines: give their sum in one.', {
        customerClass,
        ...(customer && { customer }),
      });
    }
    seen.add(line);
  }
  return [fact('TurnoverReported', { vekstbedrift, year, lines })];
}
