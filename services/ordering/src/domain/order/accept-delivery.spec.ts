import { given } from '#libs/decider/testing';
import { acceptDelivery } from './accept-delivery.js';
import { order } from './order.js';
import { CLAIM, DELIVERY, FLESBERG, follow, incoming, NUPRO, ORDER, past, REDELIVERY, ROLLAG } from '../testing.js';

const accepting = (valueOre?: number, { municipality = ROLLAG, deliveryId = DELIVERY } = {}) =>
  given(order, ORDER, ...past.delivered).when((state) =>
    acceptDelivery(state, valueOre === undefined ? {} : { valueOre }, { municipality, deliveryId }),
  );

describe('Accepting a delivery', () => {
  it('closes the order at its value where no other is named', () => {
    const result = accepting();
    result.then(
      { type: 'DeliveryAccepted', data: { deliveryId: DELIVERY, valueOre: 250_000, external: false, supplier: NUPRO } },
      { type: 'OrderClosed', data: { orderId: ORDER, orderVersion: 1, municipality: ROLLAG } },
    );
    expect(result.state).toMatchObject({
      status: 'closed',
      acceptedOre: 250_000,
      deliveries: [{ deliveryId: DELIVERY }],
    });
  });

  it.each([0, 249_999, 250_000])('takes a value of %d øre, up to that of the order', (valueOre) => {
    accepting(valueOre).then({ type: 'DeliveryAccepted', data: { valueOre } }, { type: 'OrderClosed' });
  });

  it('refuses a value above that of the order', () => {
    accepting(250_001).thenRejected('value-above-order', { acceptedOre: 250_001, orderValueOre: 250_000 });
  });

  it('is of the latest delivery: an earlier one is superseded, an unknown one is not there', () => {
    const twice = given(order, ORDER, ...past.delivered).when((state) =>
      follow(state, incoming.work(REDELIVERY)),
    ).state;
    const judging = (deliveryId: string) => () => acceptDelivery(twice, {}, { municipality: ROLLAG, deliveryId });
    given(order, ORDER).when(judging(DELIVERY)).thenRejected('delivery-superseded', { latest: REDELIVERY });
    given(order, ORDER).when(judging(REDELIVERY)).then({ type: 'DeliveryAccepted' }, { type: 'OrderClosed' });
    given(order, ORDER).when(judging(CLAIM)).thenRejected('delivery-not-found');
  });

  it('may follow a dispute, whose reason is kept', () => {
    given(order, ORDER, ...past.disputed)
      .when((state) => acceptDelivery(state, { valueOre: 125_000 }, { municipality: ROLLAG, deliveryId: DELIVERY }))
      .then({ type: 'DeliveryAccepted', data: { valueOre: 125_000 } }, { type: 'OrderClosed' });
  });

  it('does not show another municipality that the order exists', () => {
    accepting(0, { municipality: FLESBERG }).thenRejected('order-not-found');
  });
});
