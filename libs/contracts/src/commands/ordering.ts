import { DatedMunicipalityNumber } from '../facts/ordering.js';
import { OrderTerms } from '../facts/order-terms.js';
import { Ore } from '../words/amounts.js';
import { Categories } from '../words/category.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { ListOf, Optional } from '../words/shapes.js';
import { FreeText, Name } from '../words/texts.js';

/** Registers a municipality as a buyer, or replaces its entry. */
export class RegisterMunicipality {
  @OrganisationNumber() municipality: string;
  @Name('name of the municipality') name: string;
  @ListOf(() => DatedMunicipalityNumber, 'its municipality numbers over time', { least: 1, most: 20 })
  numbers: DatedMunicipalityNumber[];
}

/** Registers a unit that may order in a municipality. */
export class RegisterUnit {
  @Name('name of the unit') name: string;
  @Optional()
  @Categories('categories in which the unit is responsible for its own purchases (FOA § 5-4 (3))')
  ownResponsibility?: string[];
}

/** Posts one municipal job. */
export class PlaceOrder extends OrderTerms {}

/** Replaces every term of an order that nobody has been confirmed for. */
export class AmendOrder extends OrderTerms {}

/** Takes an order back before it is delivered. */
export class WithdrawOrder {
  @FreeText('why', 500) reason: string;
}

/** Records which ordinary supplier takes an order after fallback. */
export class RecordExternalSupplier {
  @OrganisationNumber('the supplier') supplier: string;
  @Optional() @FreeText('why this one', 500) reason?: string;
}

/** Registers that the external supplier has delivered. */
export class RegisterExternalDelivery {
  @Optional() @FreeText('what differs from what was ordered', 500) deviation?: string;
}

/** Accepts a delivery, perhaps at a lower value than the order's. */
export class AcceptDelivery {
  @Optional() @Ore('accepted value; the value of the order where it is left out') valueOre?: number;
}

/** Disputes a delivery. */
export class DisputeDelivery {
  @FreeText('what is wrong', 500) reason: string;
}
