import { isOrganisationNumber } from '#libs/contracts';
import { Refused } from '#libs/messaging';
import type { PipeTransform } from '@nestjs/common';
import { municipalityNotFound } from '../domain/municipality/municipality.js';
import { orderNotFound } from '../domain/order/order.js';

/** Nothing has an id that is no id: the database is not asked for it, since it takes less than an address does. */
export class OrderInPath implements PipeTransform<string, string> {
  transform(part: string): string {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part)) return part;
    throw new Refused(orderNotFound());
  }
}

export class MunicipalityInPath implements PipeTransform<string, string> {
  transform(part: string): string {
    if (isOrganisationNumber(part)) return part;
    throw new Refused(municipalityNotFound());
  }
}
