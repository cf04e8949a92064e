import { notFound, unprocessable } from '#libs/decider';
import { Refused, type Actor } from '#libs/messaging';

/** Whether someone sees only what is their own municipality's. */
const seesOnlyOwn = ({ role }: Actor) => role === 'buyer' || role === 'adviser';

/** Whether a municipality's things are there for the one who asks. */
export const maySee = (actor: Actor, municipality: string): boolean =>
  !seesOnlyOwn(actor) || actor.org === municipality;

/** The municipality that is meant: another one's is not found by a buyer or adviser; all others have to name it. */
export function municipalityMeant(actor: Actor, named: string | undefined): string {
  if (seesOnlyOwn(actor)) {
    if (named === undefined || named === actor.org) return actor.org;
    throw new Refused(notFound('ledger-not-found', 'Your municipality has no such ledger.'));
  }
  if (named !== undefined) return named;
  throw new Refused(unprocessable('municipality-needed', 'Say which municipality: add municipality= to the address.'));
}
