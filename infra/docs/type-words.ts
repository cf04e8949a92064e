import type { Schema } from '#libs/contracts';

/** What the types of the tables mean, once. */
export const LEGEND = [
  '**day**: local date of Europe/Oslo, YYYY-MM-DD',
  '**moment**: RFC 3339 in UTC, ending in Z',
  '**id**: UUID in lower case',
  '**øre**: whole øre ex VAT; NOK 2 500 is 250000',
  '**minutes**: whole minutes of work',
  '**basis points**: hundredths of a percent; 33.33 % is 3333',
  '**text**: never about a person; eleven digits that may be an identity number are refused',
  '**code**, **rule name**: which ones there are is the owner’s matter; a reader takes a new one as unknown',
  '**figures**: numbers, codes and days by name',
];

const WRITTEN_OTHERWISE: Record<string, string> = { date: 'day', 'date-time': 'moment', int64: 'øre', cpv: 'CPV code' };

/** The type of a field as a reader says it; parts of facts as links. */
export function typeInWords(schema: Schema): string {
  const { $ref, type, format = '', items, minItems = 0, maxItems, minimum, maximum, maxLength } = schema;
  if ($ref) return linkTo($ref.split('/').at(-1)!);
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (type === 'array') return `list of ${typeInWords(items!)}; ${minItems} to ${grouped(maxItems!)}`;
  const word = WRITTEN_OTHERWISE[format] ?? format.replaceAll('-', ' ');
  if (type === 'integer') return `${word || 'whole number'}, ${grouped(minimum!)} to ${grouped(maximum!)}`;
  if (type === 'string') return word || `text, at most ${grouped(maxLength!)}`;
  if (type === 'boolean') return 'yes or no';
  if (type === 'object') return 'figures';
  throw new Error(`no words for the type of ${JSON.stringify(schema)}`);
}

/** What a field means, without what its type has said. */
export const meaningOf = ({ description = '' }: Schema): string =>
  description.replace(
    / \(local date of Europe\/Oslo\)$|; never about a person$|, (?:øre ex VAT|minutes|hundredths of a percent)$/,
    '',
  );

/** A link to a heading of the same page. */
export const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`;

const grouped = (whole: number) => String(whole).replace(/\B(?=(\d{3})+$)/g, ' ');
