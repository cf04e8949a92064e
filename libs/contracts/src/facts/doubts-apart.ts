import type { Reason } from './reason.js';

/** What version 1 of OrderAssessed has otherwise: doubts stand among the reasons, and one word says that there are some. */
interface Unsorted {
  reasons: Reason[];
  confidence: string;
}

/** The rules that say no more than that the assessment is less sure; its writer put them behind those that decide. */
const DOUBTS = ['PLATFORM_ONLY', 'SECONDARY_SOURCE'];

/** OrderAssessed from version 1 to 2: what is in doubt is told apart from what decides, so that each can be dealt with. */
export function doubtsApart({ confidence: _, reasons, ...rest }: Unsorted): object {
  const isDoubt = ({ rule }: Reason) => DOUBTS.includes(rule);
  return { ...rest, reasons: reasons.filter((each) => !isDoubt(each)), doubts: reasons.filter(isDoubt) };
}
