import { given } from '#libs/decider/testing';
import { disputeDelivery } from './dispute-delivery.js';
import { order } from './order.js';
import { CLAIM, DELIVERY, FLESBERG, ORDER, past, ROLLAG } from '../testing.js';

const reason = 'Half of it is missing.';
const disputing = (municipality: string, deliveryId: string) =>
  given(order, ORDER, ...past.delivered).when((state) =>
    disputeDelivery(state, { reason }, { municipality, deliveryId }),
  );

describe('Disputing a delivery', () => {
  it('says what is wrong and keeps it with the delivery', () => {
    const result = disputing(ROLLAG, DELIVERY);
    result.then({ type: 'DeliveryDisputed', data: { orderId: ORDER, deliveryId: DELIVERY, reason } });
    expect(result.state).toMatchObject({
      status: 'disputed',
      deliveries: [{ deliveryId: DELIVERY, disputed: reason }],
    });
  });

  it('is of a delivery of the order, by its municipality', () => {
    disputing(ROLLAG, CLAIM).thenRejected('delivery-not-found');
    disputing(FLESBERG, DELIVERY).thenRejected('order-not-found');
  });
});
