import { given } from '#libs/decider/testing';
import { order } from './order.js';
import { recordExternalSupplier } from './record-external-supplier.js';
import { CATERER, FLESBERG, ORDER, past, ROLLAG } from '../testing.js';

const recording = (municipality: string, reason?: string) =>
  given(order, ORDER, ...past.fallback).when((state) =>
    recordExternalSupplier(state, { supplier: CATERER, ...(reason && { reason }) }, { municipality }),
  );

describe('Recording an external supplier', () => {
  it('names the supplier, and why where the buyer says so', () => {
    const result = recording(ROLLAG, 'The only one who can come that day.');
    result.then({
      type: 'ExternalSupplierRecorded',
      data: { orderId: ORDER, supplier: CATERER, reason: 'The only one who can come that day.' },
    });
    expect(result.state).toMatchObject({ status: 'external', supplier: CATERER });
    expect(recording(ROLLAG).decision).not.toHaveProperty('0.data.reason');
  });

  it('does not show another municipality that the order exists', () => {
    recording(FLESBERG).thenRejected('order-not-found');
  });
});
