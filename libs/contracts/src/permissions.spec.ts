import * as ordering from './commands/ordering.js';
import * as compliance from './commands/procurement-compliance.js';
import * as assignment from './commands/task-assignment.js';
import { MAY, may, type Action } from './permissions.js';
import { ROLES } from './words/closed-lists.js';

const actions = Object.keys(MAY) as Action[];

/** One line per action: who may, in the order of ROLES; `-` for who may not. */
const table = actions.map((action) =>
  [action.padEnd(24), ...ROLES.map((role) => (may(role, action) ? role : '-').padEnd(11))].join(' ').trimEnd(),
);

describe('who may do what', () => {
  it('is exactly this', () => {
    expect(table.join('\n')).toBe(
      `
RegisterMunicipality     -           -           -           -           -           operator
RegisterUnit             -           adviser     -           -           -           operator
PlaceOrder               buyer       -           -           -           -           -
AmendOrder               buyer       -           -           -           -           -
WithdrawOrder            buyer       -           -           -           -           -
RecordExternalSupplier   buyer       -           -           -           -           -
RegisterExternalDelivery buyer       -           -           -           -           -
AcceptDelivery           buyer       -           -           -           -           -
DisputeDelivery          buyer       -           -           -           -           -
ReadOrders               buyer       adviser     -           -           coordinator operator
ReadMunicipalities       buyer       adviser     work-leader manager     coordinator operator
RecordOwnership          -           -           -           manager     -           operator
ReportTurnover           -           -           -           manager     -           -
DeclareLikePurchases     -           adviser     -           -           -           -
DecideReview             -           adviser     -           -           -           -
ReadLedger               buyer       adviser     -           -           coordinator operator
ReadReviews              -           adviser     -           -           -           operator
ReadAssessments          buyer       adviser     -           -           coordinator operator
ReadOwnership            buyer       adviser     work-leader manager     coordinator operator
RegisterVekstbedrift     -           -           -           -           -           operator
RegisterDepartment       -           -           -           manager     -           operator
PublishCapacity          -           -           work-leader manager     -           -
ClaimOrder               -           -           work-leader manager     -           -
DeclineOffer             -           -           work-leader manager     -           -
RegisterWork             -           -           work-leader manager     -           -
ReadOffers               -           -           work-leader manager     -           -
ReadOfferReasons         buyer       adviser     work-leader manager     coordinator operator
ReadCalendar             -           -           work-leader manager     -           operator
ReadVekstbedrifter       buyer       adviser     work-leader manager     coordinator operator
ReadOutcomes             buyer       adviser     work-leader manager     coordinator operator
ReadTurnoverShares       buyer       adviser     work-leader manager     coordinator operator
FireTimers               -           -           -           -           -           operator
`.trim(),
    );
  });

  it('is said of every command of a service; a demo token is asked for before anybody has a role', () => {
    const commands = [ordering, compliance, assignment].flatMap((module) => Object.keys(module));
    expect(commands).toEqual(expect.arrayContaining(['PlaceOrder', 'DecideReview', 'ClaimOrder']));
    expect(commands.filter((command) => !actions.includes(command as Action))).toEqual([]);
  });

  it('is never nobody, never a role that is unknown and never a role twice', () => {
    for (const action of actions) {
      expect(MAY[action].length).toBeGreaterThan(0);
      expect(new Set(MAY[action]).size).toBe(MAY[action].length);
      expect(ROLES).toEqual(expect.arrayContaining([...MAY[action]]));
    }
  });

  it('gives a coordinator nothing to change', () => {
    expect(actions.filter((action) => may('coordinator', action) && !action.startsWith('Read'))).toEqual([]);
  });

  it('keeps placing an order and deciding its review in different hands', () => {
    for (const role of ROLES) expect(may(role, 'PlaceOrder') && may(role, 'DecideReview')).toBe(false);
  });

  it('keeps claiming an order and buying apart', () => {
    for (const role of ROLES) expect(may(role, 'ClaimOrder') && may(role, 'AcceptDelivery')).toBe(false);
  });
});
