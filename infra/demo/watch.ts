import type { OpenOfferList, OrderOffersView, OrderPage } from '#libs/contracts';
import type { Asker, Client } from './client.js';

/** Looks at one order until it stands as its players need it. */
export class Watch {
  constructor(
    private readonly client: Client,
    private readonly order: { orderId: string; title: string; placedOn: string },
  ) {}

  /** Read from the list of the day: one order is told with its whole history, which costs more than a look needs. */
  async status(how: string, as: Asker, isSo: (status: string) => boolean): Promise<void> {
    const { orderId, title, placedOn } = this.order;
    const look = async () => {
      const path = `/api/ordering/orders?from=${placedOn}&to=${placedOn}`;
      const { orders } = await this.client.get<OrderPage>(as, path);
      return orders.find((order) => order.orderId === orderId);
    };
    await this.client.until(`"${title}" to be ${how}`, look, (seen) => seen !== undefined && isSo(seen.status));
  }

  /** The offer has reached a department. */
  async offer(department: string, as: Asker): Promise<void> {
    const { orderId, title } = this.order;
    const look = () => this.client.get<OpenOfferList>(as, '/api/task-assignment/offers');
    const isThere = ({ offers }: OpenOfferList) => offers.some((offer) => offer.orderId === orderId);
    await this.client.until(`the offer of "${title}" to ${department}`, look, isThere);
  }

  /** What has become of the offers and the claim. */
  async claim(how: string, as: Asker, isSo: (offers: OrderOffersView) => boolean): Promise<void> {
    const { orderId, title } = this.order;
    const look = () => this.client.get<OrderOffersView>(as, `/api/task-assignment/orders/${orderId}/offers`);
    await this.client.until(`the claim on "${title}" to be ${how}`, look, isSo);
  }
}
