import { sampleOf, type Operation, type Schema } from './openapi.js';

const FOR_ANY = [null, {}, { a: 1 }];
/** Half of a character: JSON can say it, an address cannot. */
const HALF = '\ud800';

/** Stands for 1e400, which JSON can say and JavaScript cannot: a reader makes it infinite. */
const INFINITE = '1e400 without its quotes';

/** A body as JSON. */
export const textOf = (body: unknown): string => JSON.stringify(body).replaceAll(`"${INFINITE}"`, '1e400');

/** Values that a field of such a schema may not have. */
export function wrongValuesFor({ type, format, enum: values, minimum, maximum, maxLength, maxItems, items }: Schema) {
  switch (type) {
    case 'integer':
      return [...FOR_ANY, '1', true, [1], 0.5, minimum! - 1, maximum! + 1, 1e300, INFINITE];
    case 'boolean':
      return [...FOR_ANY, 'true', 1, []];
    case 'array':
      return [...FOR_ANY, 'a', 1, [[]], [null], Array.from({ length: maxItems! + 1 }, () => (items!.enum ?? ['a'])[0])];
    case 'object':
      return [null, 'a', 1, [], [{}]];
    default:
      return [...FOR_ANY, 1, true, [], ['a'], '', '\u0000', HALF, ...wrongTexts(format, values, maxLength)];
  }
}

function wrongTexts(format?: string, values?: string[], maxLength?: number): string[] {
  if (values) return ['other-than-these', values[0]!.toUpperCase(), `${values[0]} `];
  if (maxLength) return ['a'.repeat(maxLength + 1), ' \n ', '\u202e'];
  return ['No such thing', '0', '-1', ...(WRONG_OF_FORMAT[format ?? ''] ?? [])];
}

/** Each is nearly right. */
const WRONG_OF_FORMAT: Record<string, string[]> = {
  'organisation-number': ['310000018', '31000001', '3100000190', ' 310000019', 'NO310000019', '３１０００００１９'],
  date: ['2026-02-30', '26-06-15', '15.06.2026', '2026-06-15T00:00:00Z', '1989-12-31', '2200-01-01'],
  'date-time': ['2026-06-15', '2026-06-15T07:00:00', '2026-06-15T07:00:00+02:00', '2026-06-15T25:00:00Z'],
  id: ['019AB1C0-7E00-7000-8000-000000000001', '019ab1c0-7e00-7000-8000-00000000000'],
  cpv: ['55521200-0', '5552120'],
};

/** Searches with a wrong value in each field, or with a field that nobody knows. */
export function wrongSearchesFor({ parameters }: Operation): string[] {
  const fields = parameters.filter((parameter) => parameter.in === 'query');
  const whole = fields.map(({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf(schema)))}`).join('&');
  const wrong = fields.flatMap(({ name, schema }) => {
    // In an address every number is a text.
    const texts = wrongValuesFor(schema).filter(
      (value) => typeof value === 'string' && !/^\d+$/.test(value),
    ) as string[];
    const odd = [`${name}`, `${name}=%00`, `${name}=%ff`, `${name}[]=a`, `${name}[a]=b`, `${name}=a&${name}=b`];
    return [...odd, ...texts.filter((text) => text !== HALF).map((text) => `${name}=${encodeURIComponent(text)}`)];
  });
  return [...wrong, `${whole}&colour=red`, `${whole}&__proto__=1`, `${whole}&constructor=1`, `${whole}&=`];
}
