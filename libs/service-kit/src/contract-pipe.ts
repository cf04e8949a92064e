import { check } from '#libs/contracts';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { badInput, HttpProblem } from './problem.js';

const PLAIN = new Set<unknown>([String, Number, Boolean, Object, Array]);

/** Checks bodies and searches against their contract class; a part of the path only has to be readable text. */
export class ContractPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (type === 'param') return readable(value);
    if (!metatype || PLAIN.has(metatype) || type === 'custom') return value;
    const checked = check(metatype as new () => object, value);
    if ('flaws' in checked) throw badInput(checked.flaws);
    return checked.value;
  }
}

/** PostgreSQL takes no NUL in a text, and nothing of ours is named with control characters or at such length. */
function readable(part: unknown): unknown {
  if (typeof part !== 'string' || (part.length <= 200 && !/[\u0000-\u001f\u007f]/.test(part))) return part;
  throw new HttpProblem(404, 'no-such-route', 'There is nothing at this address: see /api for the routes.');
}
