import { given } from '#libs/decider/testing';
import { order } from './order.js';
import { CLAIM, FLESBERG, ORDER, past, ROLLAG } from '../testing.js';
import { withdrawOrder } from './withdraw-order.js';

const reason = 'The meeting is cancelled.';
const withdrawing = (status: keyof typeof past, municipality = ROLLAG) =>
  given(order, ORDER, ...past[status]).when((state) => withdrawOrder(state, { reason }, { municipality }));

describe('Withdrawing an order', () => {
  it('says why', () => {
    const result = withdrawing('held');
    result.then({ type: 'OrderWithdrawn', data: { orderId: ORDER, orderVersion: 1, municipality: ROLLAG, reason } });
    expect(result.state).toMatchObject({ status: 'withdrawn', reason: { code: 'withdrawn', says: reason } });
  });

  it('names a claim where one was confirmed, and none otherwise', () => {
    withdrawing('confirmed').then({ type: 'OrderWithdrawn', data: { claimId: CLAIM } });
    expect(withdrawing('open').decision).not.toHaveProperty('0.data.claimId');
  });

  it('does not show another municipality that the order exists', () => {
    withdrawing('placed', FLESBERG).thenRejected('order-not-found');
  });
});
