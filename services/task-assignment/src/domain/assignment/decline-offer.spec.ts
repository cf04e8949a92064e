import { given } from '#libs/decider/testing';
import {
  claimed,
  declined,
  LAMPELAND,
  leader,
  NOW,
  NUMEDAL,
  offered,
  ORDER,
  otherManager,
  RODBERG,
} from '../testing.js';
import { assignment } from './assignment.js';
import { declineOffer } from './decline-offer.js';

const rodberg = { departmentId: RODBERG, vekstbedrift: NUMEDAL };
const no = { departmentId: RODBERG, reason: 'no-hands', note: 'Two are on a course' };
const at = (now = NOW, actor = leader) => ({ now, actor });
const open = given(assignment, ORDER, offered([RODBERG, LAMPELAND]));

describe('a department declines an offer', () => {
  it('with a coded reason; the others keep theirs', () => {
    const decided = open.when((a) => declineOffer(a, rodberg, no, at()));
    decided.then({
      type: 'OfferDeclined',
      data: { departmentId: RODBERG, reason: 'no-hands', note: 'Two are on a course' },
    });
    expect(decided.state).toMatchObject({ status: 'offered', offered: [{ departmentId: LAMPELAND }] });
  });

  it('as the last one, and nobody takes the order', () => {
    given(assignment, ORDER, offered([RODBERG, LAMPELAND]), declined(LAMPELAND))
      .when((a) => declineOffer(a, rodberg, no, at()))
      .then(
        { type: 'OfferDeclined' },
        { type: 'OrderUnclaimed', data: { reason: 'all-declined', kindOfWork: 'meeting-food' } },
      );
  });

  it.each([
    ['twice', [offered([RODBERG, LAMPELAND]), declined(RODBERG)], at(), 'not-offered'],
    [
      'when another has taken the order',
      [offered([RODBERG, LAMPELAND]), claimed({ departmentId: LAMPELAND })],
      at(),
      'order-taken',
    ],
    ['at the deadline', [offered([RODBERG])], at('2026-11-25T08:00:00.000Z'), 'claim-deadline-passed'],
    ['that is not theirs', [offered([RODBERG])], at(NOW, otherManager), 'department-not-found'],
    ['of an unknown order', [], at(), 'order-not-found'],
  ])('but not %s', (_, past, how, code) => {
    given(assignment, ORDER, ...past)
      .when((a) => declineOffer(a, rodberg, no, how))
      .thenRejected(code);
  });
});
