import { isOrganisationNumber } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Refused } from '#libs/messaging';
import type { PipeTransform } from '@nestjs/common';
import { isCategory } from '../domain/rules/categories.js';

/** What is no id is nobody's: the database need not be asked. */
export class OrderInPath implements PipeTransform<string, string> {
  transform(part: string): string {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part)) return part;
    throw new Refused(notFound('order-not-found', 'There is no such order: its id is in its receipt.'));
  }
}

export class VekstbedriftInPath implements PipeTransform<string, string> {
  transform(part: string): string {
    if (isOrganisationNumber(part)) return part;
    throw new Refused(notFound('vekstbedrift-not-found', 'This is no organisation number: check its digits.'));
  }
}

export class CategoryInPath implements PipeTransform<string, string> {
  transform(part: string): string {
    if (isCategory(part)) return part;
    throw new Refused(notFound('category-not-found', 'There is no such category: food, or cpv-502, is one.'));
  }
}
