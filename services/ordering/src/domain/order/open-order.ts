import { fact } from '#libs/contracts';
import type { PlacedOrder } from './order.js';

/** What opens an order carries all that the departments and task-assignment need of it. */
export const openOrder = ({ terms, orderVersion }: PlacedOrder, path: string) =>
  fact('OrderOpened', { ...terms, orderVersion, path });
