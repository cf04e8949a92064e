import { FactOf } from '../fact-of.js';
import { Ore, Whole } from '../words/amounts.js';
import { Categories } from '../words/category.js';
import { RELEASE_REASONS } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { CodeText, Flag, FreeText, Id, KindOfWork, MunicipalityNumber, Name, OneOf, RuleName } from '../words/texts.js';
import { ListOf, One, Optional } from '../words/shapes.js';
import { LocalDay } from '../words/time.js';
import { AssessableOrder } from './order-terms.js';
import { CodedReason } from './reason.js';

/** A municipality number and the days it holds; the numbers of a municipality change when counties and borders do. */
export class DatedMunicipalityNumber {
  @MunicipalityNumber() number: string;
  @LocalDay('first day it holds') validFrom: string;
  @Optional() @LocalDay('last day it holds; left out while it holds') validTo?: string;
}

@FactOf('municipality', 'A municipality was registered as a buyer, or its entry was replaced.')
export class MunicipalityRegistered {
  @OrganisationNumber() municipality: string;
  @Name('name of the municipality') name: string;
  @ListOf(() => DatedMunicipalityNumber, 'its municipality numbers over time', { least: 1, most: 20 })
  numbers: DatedMunicipalityNumber[];
}

@FactOf('municipality', 'A unit that may order was registered in a municipality.')
export class UnitRegistered {
  @OrganisationNumber() municipality: string;
  @Id('unit') unitId: string;
  @Name('name of the unit') name: string;
  @Categories('categories in which the unit is responsible for its own purchases (FOA § 5-4 (3))')
  ownResponsibility: string[];
}

@FactOf('orderId', 'A buyer posted one municipal job; it waits for its assessment.')
export class OrderPlaced extends AssessableOrder {
  @Whole('version of the order; amendments raise it', 1) orderVersion: number;
  @MunicipalityNumber() municipalityNumber: string;
}

@FactOf(
  'orderId',
  'The buyer changed an order that nobody has been confirmed for; it is assessed again, older answers are void.',
)
export class OrderAmended extends AssessableOrder {
  @Whole('version of the order', 2) orderVersion: number;
  @MunicipalityNumber() municipalityNumber: string;
  @LocalDay('day of the amendment') amendedAt: string;
}

/** A version of an order. */
export class OrderVersion {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
}

@FactOf('orderId', 'The order may lawfully be placed with a vekstbedrift; departments can now be offered it.')
export class OrderOpened extends AssessableOrder {
  @Whole('version of the order', 1) orderVersion: number;
  @RuleName('the path it goes') path: string;
}

@FactOf('orderId', 'The order waits for a person: an adviser has to decide it.')
export class OrderHeld extends OrderVersion {
  @One(() => CodedReason, 'why it is held') reason: CodedReason;
}

@FactOf('orderId', 'The order may not go this way; it ends here.')
export class OrderRefused extends OrderVersion {
  @One(() => CodedReason, 'why it is refused') reason: CodedReason;
}

@FactOf('orderId', 'The award to the department that claimed the order was cleared; the work is theirs.')
export class OrderConfirmed extends OrderVersion {
  @Id('claim') claimId: string;
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift of the department') vekstbedrift: string;
}

@FactOf('orderId', 'A claim came to nothing; the order is open again.')
export class OrderReopened extends OrderVersion {
  @Id('the claim that came to nothing') claimId: string;
  @OneOf(RELEASE_REASONS, 'why') reason: string;
}

@FactOf('orderId', 'The buyer took the order back.')
export class OrderWithdrawn extends OrderVersion {
  @FreeText('why', 500) reason: string;
  @Optional() @Id('the claim that was confirmed') claimId?: string;
}

@FactOf('orderId', 'No vekstbedrift takes the order; the buyer looks for an ordinary supplier.')
export class OrderSentToFallback extends OrderVersion {
  @KindOfWork() kindOfWork: string;
  @CodeText('why no vekstbedrift takes it') reason: string;
}

@FactOf('orderId', 'The buyer recorded which ordinary supplier takes the order after fallback.')
export class ExternalSupplierRecorded extends OrderVersion {
  @OrganisationNumber('the supplier') supplier: string;
  @Optional() @FreeText('why this one', 500) reason?: string;
}

@FactOf('orderId', 'The work was delivered; the buyer has to accept or dispute it.')
export class OrderDelivered extends OrderVersion {
  @Id('delivery') deliveryId: string;
  @Flag('delivered by an ordinary supplier after fallback') external: boolean;
  @OrganisationNumber('who delivered') supplier: string;
  @Optional() @Id('claim it was done under') claimId?: string;
  @Optional() @FreeText('what differs from what was ordered', 500) deviation?: string;
}

@FactOf('orderId', 'The buyer accepted a delivery at a value, at most that of the order.')
export class DeliveryAccepted extends OrderVersion {
  @Id('delivery') deliveryId: string;
  @Ore('accepted value') valueOre: number;
  @Flag('delivered by an ordinary supplier after fallback') external: boolean;
  @OrganisationNumber('who delivered') supplier: string;
}

@FactOf('orderId', 'The buyer disputed a delivery with a reason.')
export class DeliveryDisputed extends OrderVersion {
  @Id('delivery') deliveryId: string;
  @FreeText('what is wrong', 500) reason: string;
}

@FactOf('orderId', 'Nothing more will happen with the order.')
export class OrderClosed extends OrderVersion {}
