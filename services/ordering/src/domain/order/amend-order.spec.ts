import type { OrderTerms } from '#libs/contracts';
import { given } from '#libs/decider/testing';
import { amendOrder } from './amend-order.js';
import { order, type OrderStatus } from './order.js';
import { amended, FLESBERG, ORDER, past, rollag, ROLLAG, terms, TODAY } from '../testing.js';

const LATER = '2026-11-25T11:00:00.000Z';
const changes: OrderTerms = { ...terms, title: 'Rolls and pastry', valueOre: 300_000, deliverTo: '2026-12-04' };

const amending = (status: OrderStatus, changed: Partial<OrderTerms> = {}, seenVersion = 1, municipality = rollag) =>
  given(order, ORDER, ...past[status]).when((state) =>
    amendOrder(state, { ...changes, ...changed }, { municipality, seenVersion, now: LATER }),
  );

describe('Amending an order', () => {
  it.each(['placed', 'held', 'open'] as const)('%s gives it a new version with every field, placed anew', (status) => {
    const result = amending(status);
    result.then({
      type: 'OrderAmended',
      data: {
        ...changes,
        orderId: ORDER,
        orderVersion: 2,
        municipality: ROLLAG,
        municipalityNumber: '3336',
        initiatedAt: TODAY,
        amendedAt: '2026-11-25',
      },
    });
    expect(result.state).toEqual({
      orderId: ORDER,
      status: 'placed',
      orderVersion: 2,
      municipalityNumber: '3336',
      terms: { ...changes, orderId: ORDER, municipality: ROLLAG, initiatedAt: TODAY },
    });
  });

  it('drops a department that the new terms no longer name', () => {
    const directed = [
      { ...past.placed[0]!, data: { ...past.placed[0]!.data, directedTo: ORDER } },
    ] as typeof past.placed;
    const { state } = given(order, ORDER, ...directed).when((state) =>
      amendOrder(state, changes, { municipality: rollag, seenVersion: 1, now: LATER }),
    );
    expect(state).not.toHaveProperty('terms.directedTo');
  });

  it.each([
    'confirmed',
    'fallback',
    'external',
    'delivered',
    'disputed',
    'accepted',
    'closed',
    'refused',
    'withdrawn',
  ] as const)('%s is too late', (status) => {
    amending(status).thenRejected('order-not-amendable', { status });
  });

  it('is for the version that was read: an older one has been changed by somebody else', () => {
    given(order, ORDER, ...amended)
      .when((state) => amendOrder(state, changes, { municipality: rollag, seenVersion: 1, now: LATER }))
      .thenRejected('order-changed', { orderVersion: 2, seenVersion: 1 });
    amending('confirmed', {}, 2).thenRejected('order-changed');
  });

  it('is judged like placing, by the day of the amendment', () => {
    amending('placed', { deliverFrom: '2026-11-25' }).then({ type: 'OrderAmended' });
    amending('placed', { deliverFrom: '2026-11-24' }).thenRejected('day-in-past');
    amending('placed', { deliverTo: '2026-11-30' }).thenRejected('delivery-window');
    amending('placed', { claimBy: LATER }).thenRejected('claim-deadline-in-past');
    amending('placed', { unit: ORDER }).thenRejected('unit-not-found');
  });

  it('keeps the municipality number of the day the order was placed', () => {
    const numbers = [
      { number: '3336', validFrom: '2024-01-01', validTo: TODAY },
      { number: '9999', validFrom: '2026-11-24' },
    ];
    amending('placed', {}, 1, { ...rollag, numbers }).then({
      type: 'OrderAmended',
      data: { municipalityNumber: '3336' },
    });
    amending('placed', {}, 1, { ...rollag, numbers: numbers.slice(1) }).thenRejected('no-municipality-number');
  });

  it('does not show another municipality that the order exists', () => {
    amending('placed', {}, 1, { ...rollag, municipality: FLESBERG }).thenRejected('order-not-found');
    amending('none').thenRejected('order-not-found');
  });
});
