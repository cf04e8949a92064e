import { check } from '#libs/contracts';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { badInput } from './problem.js';

const PLAIN = new Set<unknown>([String, Number, Boolean, Object, Array]);

/** Checks bodies and searches against their contract class; path parts are plain text and pass. */
export class ContractPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (!metatype || PLAIN.has(metatype) || type === 'custom') return value;
    const checked = check(metatype as new () => object, value ?? {});
    if ('flaws' in checked) throw badInput(checked.flaws);
    return checked.value;
  }
}
