import { CapacityDay, Hold, SubPurchase } from '../facts/task-assignment.js';
import { Minutes, Whole } from '../words/amounts.js';
import { DECLINE_REASONS } from '../words/closed-lists.js';
import { OrganisationNumber, OrganisationNumbers } from '../words/organisation-number.js';
import { ListOf, Optional } from '../words/shapes.js';
import { FreeText, Id, KindsOfWork, Name, OneOf, Steps } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';

/** Registers a vekstbedrift, or replaces its entry. */
export class RegisterVekstbedrift {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Name('name of the vekstbedrift') name: string;
  @OrganisationNumbers('municipalities it serves', 1) serves: string[];
}

/** Registers a department of a vekstbedrift. */
export class RegisterDepartment {
  @Name('name of the department') name: string;
  @KindsOfWork('kinds of work it does') kindsOfWork: string[];
}

/** Publishes capacity by day and kind of work; named days are replaced, others stay. */
export class PublishCapacity {
  @ListOf(() => CapacityDay, 'the days', { least: 1, most: 400 }) days: CapacityDay[];
}

/** Takes an order for a department. */
export class ClaimOrder {
  @Id('the department that takes it') departmentId: string;
  @Optional()
  @ListOf(() => Hold, 'which minutes to hold on which day; the earliest free ones where it is left out', {
    least: 1,
    most: 100,
  })
  holds?: Hold[];
}

/** Says no to an offer. */
export class DeclineOffer {
  @Id('the department that declines') departmentId: string;
  @OneOf(DECLINE_REASONS, 'why') reason: string;
  @Optional() @FreeText('more on the reason', 300) note?: string;
}

/** Registers what was done. */
export class RegisterWork {
  @Id('the claim the work was done under') claimId: string;
  @LocalDay('day of delivery') deliveredOn: string;
  @Minutes('time that people in adapted work spent on the job itself', 0, 600_000) facilitatedMinutes: number;
  @Whole('participations: how many took part in this delivery; a count, never who', 0, 1000) participations: number;
  @Steps('the steps they took part in') steps: string[];
  @ListOf(() => SubPurchase, 'purchases made for the job', { most: 50 }) purchases: SubPurchase[];
  @Optional() @FreeText('what differs from what was ordered', 500) deviation?: string;
}

/** Demo only: lets the deadlines that run by a signed clock pass up to a moment, for the orders of these municipalities. */
export class FireTimers {
  @Instant('the moment') now: string;
  @OrganisationNumbers('the municipalities', 1) organisations: string[];
}
