import { given } from '#libs/decider/testing';
import {
  CLAIM,
  claimed,
  closed,
  confirmed,
  delivered,
  DELIVERY,
  LAMPELAND,
  leader,
  manager,
  NUMEDAL,
  offered,
  ORDER,
  OTHER_CLAIM,
  otherManager,
  released,
  RODBERG,
} from '../testing.js';
import { assignment } from './assignment.js';
import { closeOffers } from './close-offers.js';
import { registerWork } from './register-work.js';

const NOON = '2026-11-30T11:00:00.000Z';
const work = (differs: { deliveredOn?: string; claimId?: string; deviation?: string } = {}) => ({
  claimId: CLAIM,
  deliveredOn: '2026-11-30',
  facilitatedMinutes: 540,
  participations: 6,
  steps: ['preparing', 'delivering'],
  purchases: [{ supplier: '310000108', municipalityNumber: '3336', what: 'Flour', amountOre: 45_000 }],
  ...differs,
});
const at = (now = NOON, actor = leader, deliveryId = DELIVERY) => ({ now, actor, deliveryId });
const past = [offered([RODBERG]), claimed(), confirmed()];
const theirs = given(assignment, ORDER, ...past);

describe('a department registers what was done', () => {
  it('under its confirmed claim', () => {
    theirs
      .when((a) => registerWork(a, work({ deviation: 'One tray less' }), at()))
      .then({
        type: 'WorkDelivered',
        data: {
          ...work({ deviation: 'One tray less' }),
          deliveryId: DELIVERY,
          departmentId: RODBERG,
          vekstbedrift: NUMEDAL,
          kindOfWork: 'meeting-food',
        },
      });
  });

  it('again after a dispute: the new delivery supersedes', () => {
    const again = given(assignment, ORDER, ...past, delivered()).when((a) =>
      registerWork(a, work(), at(NOON, leader, OTHER_CLAIM)),
    );
    again.then({ type: 'WorkDelivered', data: { deliveryId: OTHER_CLAIM } });
    expect(again.state.claim?.deliveryId).toBe(OTHER_CLAIM);
  });

  it.each([
    ['the day of opening', '2026-11-23', undefined],
    ['the day before opening', '2026-11-22', 'day-before-opening'],
    ['today', '2026-11-30', undefined],
    ['tomorrow', '2026-12-01', 'day-in-future'],
  ])('delivered on %s', (_, deliveredOn, code) => {
    const decided = theirs.when((a) => registerWork(a, work({ deliveredOn }), at()));
    if (code) decided.thenRejected(code, { deliveredOn });
    else decided.then({ type: 'WorkDelivered' });
  });

  it('on tomorrow, once it is tomorrow in Norway', () => {
    theirs
      .when((a) => registerWork(a, work({ deliveredOn: '2026-12-01' }), at('2026-11-30T23:00:00.000Z')))
      .then({ type: 'WorkDelivered' });
  });

  it.each([
    ['a claim that is not confirmed yet', [offered([RODBERG]), claimed()], CLAIM, 'claim-not-confirmed'],
    ['a claim that was released', [...past, released('expired')], CLAIM, 'claim-not-confirmed'],
    ['another claim', past, OTHER_CLAIM, 'claim-not-confirmed'],
    ['an order that was withdrawn', [...past, closed('withdrawn'), released('withdrawn')], CLAIM, 'order-ended'],
    ['an order that is closed', [...past, delivered(), closed('closed')], CLAIM, 'order-ended'],
    ['an unknown order', [], CLAIM, 'order-not-found'],
  ])('but not under %s', (_, before, claimId, code) => {
    given(assignment, ORDER, ...before)
      .when((a) => registerWork(a, work({ claimId }), at()))
      .thenRejected(code);
  });

  it.each([
    ['the manager of the vekstbedrift', manager, undefined],
    ['the work leader of another department', { ...leader, department: LAMPELAND }, 'claim-not-found'],
    ['the manager of another vekstbedrift', otherManager, 'claim-not-found'],
  ])('by the hand of %s', (_, actor, code) => {
    const decided = theirs.when((a) => registerWork(a, work(), at(NOON, actor)));
    if (code) decided.thenRejected(code);
    else decided.then({ type: 'WorkDelivered' });
  });
});

describe('delivered work', () => {
  it.each(['withdrawn', 'closed'] as const)('is not released when the order is %s: used hours stay used', (reason) => {
    given(assignment, ORDER, ...past, delivered())
      .when((a) => closeOffers(a, reason))
      .then({ type: 'OffersClosed', data: { reason } });
  });
});
