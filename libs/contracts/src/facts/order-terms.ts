import { Minutes, Ore } from '../words/amounts.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { Optional } from '../words/shapes.js';
import { Cpv, FreeText, Id, KindOfWork } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';

/** What an order asks for: the fields a buyer fills in, the same in the command and in the facts. */
export class OrderTerms {
  @Id('the unit of the municipality that orders') unit: string;
  @FreeText('what is to be done, in a few words', 120) title: string;
  @KindOfWork() kindOfWork: string;
  @Cpv() cpv: string;
  @Ore('value of the order', 1) valueOre: number;
  @Minutes('supervised work the job is expected to take', 1, 600_000) estimatedMinutes: number;
  @LocalDay('first day the work may be delivered') deliverFrom: string;
  @LocalDay('last day the work may be delivered') deliverTo: string;
  @FreeText('where', 200) place: string;
  @Instant('until when a department may claim it') claimBy: string;
  @Optional() @Id('the only department that may take it, where the buyer directs it') directedTo?: string;
}

/** The terms with what the platform adds when an order is placed or amended. */
export class AssessableOrder extends OrderTerms {
  @Id('order') orderId: string;
  @OrganisationNumber('the municipality that buys') municipality: string;
  @LocalDay('day the procurement was initiated: the local date of placing') initiatedAt: string;
}
