import type { OrderTerms } from '#libs/contracts';
import { fold } from '#libs/decider';
import { given } from '#libs/decider/testing';
import { municipality } from '../municipality/municipality.js';
import { order } from './order.js';
import { placeOrder } from './place-order.js';
import { CLAIM, FLESBERG, NOW, ORDER, registered, rollag, ROLLAG, terms, TODAY } from '../testing.js';

const placing = (changed: Partial<OrderTerms> = {}, now = NOW, buyer = rollag) =>
  given(order, ORDER).when((state) => placeOrder(state, { ...terms, ...changed }, { municipality: buyer, now }));

describe('Placing an order', () => {
  it('carries every term, the day it was initiated and the municipality number of that day', () => {
    const directedTo = CLAIM;
    placing({ directedTo }).then({
      type: 'OrderPlaced',
      data: {
        ...terms,
        directedTo,
        orderId: ORDER,
        orderVersion: 1,
        municipality: ROLLAG,
        municipalityNumber: '3336',
        initiatedAt: TODAY,
      },
    });
  });

  it.each([
    ['2018-06-01T12:00:00.000Z', '2018-06-01', '0632'],
    ['2019-12-31T22:59:59.999Z', '2019-12-31', '0632'],
    ['2019-12-31T23:00:00.000Z', '2020-01-01', '3051'],
  ])('at %s is initiated on %s in municipality %s', (now, initiatedAt, municipalityNumber) => {
    placing({}, now).then({ type: 'OrderPlaced', data: { initiatedAt, municipalityNumber } });
  });

  it('takes a first day of delivery of today and refuses yesterday', () => {
    placing({ deliverFrom: TODAY }).then({ type: 'OrderPlaced' });
    placing({ deliverFrom: '2026-11-22' }).thenRejected('day-in-past', { deliverFrom: '2026-11-22', today: TODAY });
  });

  it('judges the past by the day in Norway, where it is midnight before it is in UTC', () => {
    const late = { deliverFrom: TODAY, claimBy: '2026-11-30T00:00:00.000Z' };
    placing(late, '2026-11-23T22:59:59.999Z').then({ type: 'OrderPlaced' });
    placing(late, '2026-11-23T23:00:00.000Z').thenRejected('day-in-past');
  });

  it('takes a window of one day and refuses one that ends before it begins', () => {
    placing({ deliverTo: terms.deliverFrom }).then({ type: 'OrderPlaced' });
    placing({ deliverTo: '2026-11-30' }).thenRejected('delivery-window');
  });

  it('needs a deadline for claiming that is still to come', () => {
    placing({ claimBy: '2026-11-23T11:00:00.001Z' }).then({ type: 'OrderPlaced' });
    placing({ claimBy: NOW }).thenRejected('claim-deadline-in-past');
    placing({ claimBy: '2026-11-23T11:00:00Z' }).thenRejected('claim-deadline-in-past');
    placing({ claimBy: '2026-11-23T10:59:59.999Z' }).thenRejected('claim-deadline-in-past');
  });

  it('takes a deadline for claiming until the last day of delivery ends in Norway', () => {
    placing({ claimBy: '2026-12-03T22:59:59.999Z' }).then({ type: 'OrderPlaced' });
    placing({ claimBy: '2026-12-03T23:00:00.000Z' }).thenRejected('claim-deadline-after-delivery');
  });

  it('needs a unit of the municipality', () => {
    placing({ unit: CLAIM }).thenRejected('unit-not-found', { unit: CLAIM });
  });

  it('needs a registered municipality', () => {
    placing({}, NOW, fold(municipality, FLESBERG, registered)).thenRejected('municipality-not-found');
  });

  it('needs a municipality number on the day', () => {
    const later = { ...rollag, numbers: [{ number: '3336', validFrom: '2026-11-24' }] };
    placing({}, NOW, later).thenRejected('no-municipality-number', { day: TODAY });
    placing({}, '2026-11-23T23:00:00.000Z', later).then({ type: 'OrderPlaced' });
  });
});
