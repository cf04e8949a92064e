import { ROLES, type Role } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { Optional } from '../words/shapes.js';
import { Id, OneOf } from '../words/texts.js';
import { Present } from '../words/time.js';

/** Demo mode only: asks for a token in a role, for an organisation. */
export class IssueDemoToken {
  @OneOf(ROLES, 'the role') role: Role;
  @OrganisationNumber(
    'the organisation: a registered municipality for buyer and adviser, a registered vekstbedrift for work-leader and manager, any valid number for coordinator and operator',
  )
  org: string;
  @Optional()
  @Id('the department; a work-leader needs one, a manager may have one, others have none')
  department?: string;
  @Optional() @Present('the moment it is for the holder; the wall clock where it is left out') now?: string;
}
