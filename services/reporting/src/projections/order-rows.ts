import {
  localDay,
  OrderAmended,
  OrderConfirmed,
  OrderHeld,
  OrderOpened,
  OrderPlaced,
  OrderReopened,
} from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** An order up to the department that has it. What is free text stays with its owner. */
@Controller()
export class OrderRows {
  @Projection(OrderPlaced)
  placed(placed: OrderPlaced, fact: FactEnvelope): Write[] {
    const day = localDay(fact.occurredAt);
    const first = { placed_at: fact.occurredAt, placed_day: day, clock: fact.clock };
    return [upsert(fact, 'order_row', { order_id: placed.orderId }, termsOf(placed), first)];
  }

  /** The path of an older version is void; the moments at which that version reached something stay. */
  @Projection(OrderAmended)
  amended(amended: OrderAmended, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: amended.orderId }, { ...termsOf(amended), opened_path: null })];
  }

  @Projection(OrderOpened)
  opened({ orderId, path }: OrderOpened, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, { opened_path: path }, { cleared_at: fact.occurredAt })];
  }

  @Projection(OrderHeld)
  held({ orderId }: OrderHeld, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, {}, { held_at: fact.occurredAt })];
  }

  @Projection(OrderConfirmed)
  confirmed({ orderId, vekstbedrift, departmentId }: OrderConfirmed, fact: FactEnvelope): Write[] {
    const who = { vekstbedrift, department_id: departmentId };
    return [upsert(fact, 'order_row', { order_id: orderId }, who, { confirmed_at: fact.occurredAt })];
  }

  @Projection(OrderReopened)
  reopened({ orderId }: OrderReopened, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, { vekstbedrift: null, department_id: null })];
  }
}

function termsOf({ orderVersion, municipality, municipalityNumber, ...terms }: OrderPlaced | OrderAmended) {
  const { unit, kindOfWork, cpv, valueOre } = terms;
  return {
    ...{ order_version: orderVersion, municipality, municipality_number: municipalityNumber },
    ...{ unit, kind_of_work: kindOfWork, cpv, value_ore: valueOre },
  };
}
