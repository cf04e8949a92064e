import type { FactsOf } from '#libs/contracts';
import { fold, isRejection } from '#libs/decider';
import { given } from '#libs/decider/testing';
import { disputeDelivery } from './dispute-delivery.js';
import { order, type OrderState } from './order.js';
import { registerExternalDelivery } from './register-external-delivery.js';
import { CATERER, DELIVERY, FLESBERG, ORDER, past, REDELIVERY, ROLLAG } from '../testing.js';

const by = (deliveryId: string, municipality = ROLLAG) => ({ municipality, deliveryId });
const registering = (state: OrderState) => registerExternalDelivery(state, { deviation: 'A day late.' }, by(DELIVERY));
const happenedIn = (decision: ReturnType<typeof registering>): readonly FactsOf<'ordering'>[] =>
  isRejection(decision) ? [] : decision;

describe('Registering an external delivery', () => {
  it('is of the supplier that was recorded', () => {
    given(order, ORDER, ...past.external)
      .when(registering)
      .then({
        type: 'OrderDelivered',
        data: { deliveryId: DELIVERY, external: true, supplier: CATERER, deviation: 'A day late.' },
      });
  });

  it('may be repeated by the same supplier after a dispute', () => {
    const first = happenedIn(registering(fold(order, ORDER, past.external)));
    const delivered = [...past.external, ...first];
    const dispute = { reason: 'Half of it is missing.' };
    const disputed = happenedIn(disputeDelivery(fold(order, ORDER, delivered), dispute, by(DELIVERY)));
    const again = given(order, ORDER, ...delivered, ...disputed).when((state) =>
      registerExternalDelivery(state, {}, by(REDELIVERY)),
    );
    again.then({ type: 'OrderDelivered', data: { deliveryId: REDELIVERY, external: true, supplier: CATERER } });
    expect(again.state).toMatchObject({ status: 'delivered', deliveries: [{ disputed: dispute.reason }, {}] });
  });

  it('does not show another municipality that the order exists', () => {
    given(order, ORDER, ...past.external)
      .when((state) => registerExternalDelivery(state, {}, by(DELIVERY, FLESBERG)))
      .thenRejected('order-not-found');
  });
});
