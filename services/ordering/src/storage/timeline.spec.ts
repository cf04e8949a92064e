import type { FactEnvelope } from '#libs/messaging';
import { ORDER, past, ROLLAG } from '../domain/testing.js';
import { timelineOf } from './timeline.js';

const envelope = (changed: Partial<FactEnvelope>): FactEnvelope => ({
  ...{ id: ORDER, source: 'ordering', shard: 3, pos: 7, type: 'no.inkluderendekommune.ordering.OrderPlaced.v1' },
  ...{ name: 'OrderPlaced', key: ORDER, aggVersion: 1, time: '2026-11-23T11:00:01.000Z', clock: 'wall' as const },
  ...{ occurredAt: '2026-11-23T11:00:00.000Z', correlationId: ORDER, data: past.placed[0]!.data },
  ...changed,
});
const notice = (name: string, changed: object = {}): FactEnvelope => {
  const data = {
    consumer: 'reporting',
    source: 'ordering',
    fact: 'OrderPlaced',
    position: 7,
    reason: 'cannot be read',
  };
  return envelope({ name, aggVersion: 0, pos: 9, time: '2026-11-23T12:00:00.000Z', data: { ...data, ...changed } });
};
const marks = (...notices: FactEnvelope[]) => timelineOf([envelope({}), ...notices])[0]!.parked;

describe('The timeline of an order', () => {
  it('says who, when and what, in the words of the catalogue, and never which person', () => {
    const actor = { sub: 'p-7f3a', org: ROLLAG, role: 'buyer' };
    expect(timelineOf([envelope({ actor })])).toEqual([
      {
        at: '2026-11-23T11:00:00.000Z',
        service: 'ordering',
        fact: 'OrderPlaced',
        says: 'A buyer posted one municipal job; it waits for its assessment.',
        data: past.placed[0]!.data,
        by: { org: ROLLAG, role: 'buyer' },
      },
    ]);
  });

  it('tells a fact that this version does not know yet', () => {
    expect(timelineOf([envelope({ name: 'OrderPraised', data: {} })])).toMatchObject([
      { fact: 'OrderPraised', data: {} },
    ]);
  });

  it('marks a fact that a consumer has put aside, once, until a later word of the same consumer', () => {
    const mark = { consumer: 'reporting', reason: 'cannot be read', since: '2026-11-23T12:00:00.000Z' };
    expect(marks(notice('FactParked'))).toEqual([mark]);
    expect(marks(notice('FactParked'), notice('FactParked'))).toEqual([mark]);
    expect(marks(notice('FactParked'), notice('FactParked', { consumer: 'map' }))).toHaveLength(2);
    expect(marks(notice('FactParked'), notice('FactApplied'))).toBeUndefined();
    expect(marks(notice('FactParked'), notice('FactApplied', { consumer: 'map' }))).toEqual([mark]);
  });

  it('leaves a fact alone that another notice is about', () => {
    expect(marks(notice('FactParked', { position: 8 }))).toBeUndefined();
    expect(marks(notice('FactParked', { source: 'task-assignment' }))).toBeUndefined();
  });

  it('shows how many took part in no single delivery, because a sum less the others would', () => {
    const data = { participations: 12, facilitatedMinutes: 300 };
    const [entry] = timelineOf([envelope({ name: 'WorkDelivered', data })]);
    expect(entry!.data).toEqual({
      participations: null,
      participationsHidden: 'shown in sums only',
      facilitatedMinutes: 300,
    });
  });
});
