import { given } from '#libs/decider/testing';
import {
  calendarOf,
  candidate,
  claimed,
  closed,
  declined,
  LAMPELAND,
  NOW,
  offered,
  opened,
  ORDER,
  published,
  RODBERG,
} from '../testing.js';
import { assignment } from './assignment.js';
import { closeOffers, closeOlder } from './close-offers.js';
import { offerOrder } from './offer-order.js';

const both = [candidate(RODBERG), candidate(LAMPELAND)];
const at = (candidates = both, now = NOW, clock: 'wall' | 'signed' = 'wall') => ({ candidates, now, clock });

describe('an order that is opened', () => {
  it('is offered with its terms and the day it was opened, and falls due at its deadline', () => {
    const decided = given(assignment, ORDER).when((a) => offerOrder(a, undefined, opened(), at()));
    decided.then({
      type: 'OrderOffered',
      data: {
        orderVersion: 1,
        offered: [{ departmentId: RODBERG }, { departmentId: LAMPELAND }],
        order: { title: 'Rolls for the council', openedOn: '2026-11-23' },
      },
    });
    expect(decided.state).toMatchObject({ status: 'offered', dueAt: '2026-11-25T08:00:00.000Z', clock: 'wall' });
  });

  it('under a signed now falls due by that clock', () => {
    const decided = given(assignment, ORDER).when((a) => offerOrder(a, undefined, opened(), at(both, NOW, 'signed')));
    expect(decided.state.clock).toBe('signed');
  });

  it('that nobody may take is unclaimed at once, with every reason', () => {
    const decided = given(assignment, ORDER).when((a) =>
      offerOrder(a, undefined, opened(), at([candidate(RODBERG, { kindsOfWork: [] })])),
    );
    decided.then(
      { type: 'OrderOffered', data: { offered: [], notOffered: [{ reason: 'does-not-do-this-work' }] } },
      { type: 'OrderUnclaimed', data: { reason: 'nobody-eligible', kindOfWork: 'meeting-food' } },
    );
    expect(decided.state).toMatchObject({ status: 'unclaimed' });
    expect(decided.state.dueAt).toBeUndefined();
  });

  it('with no vekstbedrift registered at all is unclaimed too', () => {
    given(assignment, ORDER)
      .when((a) => offerOrder(a, undefined, opened(), at([])))
      .then({ type: 'OrderOffered' }, { type: 'OrderUnclaimed', data: { reason: 'nobody-eligible' } });
  });

  it.each([
    ['a millisecond before its deadline is offered', '2026-11-25T07:59:59.999Z', 1],
    ['at its deadline is unclaimed', '2026-11-25T08:00:00.000Z', 2],
  ])('%s', (_, now, facts) => {
    const { decision } = given(assignment, ORDER).when((a) => offerOrder(a, undefined, opened(), at(both, now)));
    expect(decision).toHaveLength(facts);
    if (facts === 2) expect(decision).toMatchObject([{}, { data: { reason: 'deadline-passed' } }]);
  });

  it.each([
    ['an older version', 1],
    ['the same version', 2],
  ])('as %s than the one offered changes nothing', (_, orderVersion) => {
    given(assignment, ORDER, offered([RODBERG], { orderVersion: 2 }))
      .when((a) => offerOrder(a, undefined, opened({ orderVersion }), at()))
      .thenNothing();
  });

  it('in a new version closes what lives of the old one first, and counts the freed hours', () => {
    const past = [offered([RODBERG]), claimed()];
    const held = calendarOf(published({ '2026-11-30': 300, '2026-12-01': 300 }), claimed());
    const onlyHeld = candidate(RODBERG, { capacity: held });
    given(assignment, ORDER, ...past)
      .when((a) => offerOrder(a, held, opened({ orderVersion: 2 }), at([onlyHeld])))
      .then(
        { type: 'OffersClosed', data: { orderVersion: 1, reason: 'amended' } },
        { type: 'ClaimReleased', data: { orderVersion: 1, reason: 'amended' } },
        { type: 'OrderOffered', data: { orderVersion: 2, offered: [{ departmentId: RODBERG, freeMinutes: 600 }] } },
      );
  });

  it('in a new version is offered again to those who declined the old one', () => {
    const past = [offered([RODBERG, LAMPELAND]), declined(LAMPELAND), closed('amended')];
    const decided = given(assignment, ORDER, ...past).when((a) =>
      offerOrder(a, undefined, opened({ orderVersion: 2 }), at()),
    );
    decided.then({ type: 'OrderOffered', data: { offered: [{ departmentId: RODBERG }, { departmentId: LAMPELAND }] } });
    expect(decided.state).toMatchObject({ orderVersion: 2, status: 'offered', declined: [] });
  });
});

describe('an order that is amended, withdrawn or closed', () => {
  it('closes its offers', () => {
    const decided = given(assignment, ORDER, offered([RODBERG])).when((a) => closeOffers(a, 'withdrawn'));
    decided.then({ type: 'OffersClosed', data: { reason: 'withdrawn' } });
    expect(decided.state).toMatchObject({ status: 'closed', ended: 'withdrawn', offered: [] });
    expect(decided.state.dueAt).toBeUndefined();
  });

  it('releases its claim', () => {
    given(assignment, ORDER, offered([RODBERG]), claimed())
      .when((a) => closeOffers(a, 'withdrawn'))
      .then({ type: 'OffersClosed' }, { type: 'ClaimReleased', data: { reason: 'withdrawn', departmentId: RODBERG } });
  });

  it('changes nothing where nothing of it lives', () => {
    given(assignment, ORDER)
      .when((a) => closeOffers(a, 'withdrawn'))
      .thenNothing();
    given(assignment, ORDER, offered([RODBERG]), closed('withdrawn'))
      .when((a) => closeOffers(a, 'closed'))
      .thenNothing();
  });

  it('as amended to a version closes what is older, not that version', () => {
    const second = given(assignment, ORDER, offered([RODBERG], { orderVersion: 2 }));
    second.when((a) => closeOlder(a, 2)).thenNothing();
    second.when((a) => closeOlder(a, 3)).then({ type: 'OffersClosed', data: { orderVersion: 2, reason: 'amended' } });
  });
});
