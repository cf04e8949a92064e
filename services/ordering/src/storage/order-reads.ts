import type { CodedReason, OrderPage, OrderSearch, OrderSummary, OrderView, Role } from '#libs/contracts';
import { History, Refused, ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { orderNotFound, type PlacedOrder } from '../domain/order/order.js';
import { timelineOf } from './timeline.js';

interface Row {
  state: PlacedOrder;
  municipalityName: string;
  unitName: string;
}

/** Roles that work for every municipality. */
const EVERYWHERE: Role[] = ['coordinator', 'operator'];
const PAGE = 50;
/** In Norwegian order aa comes last, as å; ids are ordered by their characters. */
const ID = 'o.id COLLATE "C"';

const SELECT = `
  SELECT o.state, m.name AS "municipalityName",
         (SELECT u->>'name' FROM jsonb_array_elements(m.state->'units') u WHERE u->>'unitId' = o.unit) AS "unitName"
    FROM "order" o JOIN municipality m ON m.id = o.municipality`;

/** Orders as their municipality may read them, and those who work for all. */
@Injectable()
export class OrderReads {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly history: History,
  ) {}

  async page({ org, role }: { org: string; role: Role }, search: OrderSearch): Promise<OrderPage> {
    const { status, from, to, after, limit = PAGE } = search;
    const conditions: [column: string, value: unknown][] = [
      ['o.municipality =', EVERYWHERE.includes(role) ? undefined : org],
      ['o.status =', status],
      ['o.initiated_at >=', from],
      ['o.initiated_at <=', to],
      [`${ID} <`, after],
    ];
    const asked = conditions.filter(([, value]) => value !== undefined);
    const where = asked.map(([column], i) => `${column} $${i + 1}`).join(' AND ') || 'true';
    const rows = await this.database.query<Row>(
      `${SELECT} WHERE ${where} ORDER BY ${ID} DESC LIMIT $${asked.length + 1}`,
      [...asked.map(([, value]) => value), limit + 1],
    );
    const orders = rows.slice(0, limit).map(summaryOf);
    return { orders, ...(rows.length > limit && { next: orders.at(-1)!.orderId }) };
  }

  async one({ org, role }: { org: string; role: Role }, orderId: string): Promise<OrderView> {
    const [row] = await this.database.query<Row>(`${SELECT} WHERE o.id = $1`, [orderId]);
    const mayRead = row && (EVERYWHERE.includes(role) || row.state.terms.municipality === org);
    if (!mayRead) throw new Refused(orderNotFound());
    const { state } = row;
    return {
      ...summaryOf(row),
      ...('claim' in state && { claim: state.claim }),
      ...('supplier' in state && { supplier: state.supplier }),
      ...('deliveries' in state && { deliveries: state.deliveries }),
      ...('acceptedOre' in state && { acceptedOre: state.acceptedOre }),
      timeline: timelineOf(await this.history.of(orderId)),
    };
  }
}

function summaryOf({ state, municipalityName, unitName }: Row): OrderSummary {
  const { terms, orderVersion, municipalityNumber, status, path } = state;
  const reason: CodedReason | undefined = 'reason' in state ? state.reason : undefined;
  return {
    ...terms,
    ...{ status, orderVersion, municipalityNumber, municipalityName, unitName },
    ...(path !== undefined && { path }),
    ...(reason && { reason }),
  };
}
