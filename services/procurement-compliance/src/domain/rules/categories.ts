/** A category of like purchases: the CPV codes and kinds of work counted in it. A lawyer confirms what is alike. */
export interface CategoryRow {
  category: string;
  /** The first digits of CPV codes. */
  cpv: string[];
  kindsOfWork: string[];
  validFrom: string;
  validTo?: string;
  needsLawyer: true;
}

const alike = (category: string, cpv: string[], kindsOfWork: string[]): CategoryRow => ({
  category,
  cpv,
  kindsOfWork,
  validFrom: '2017-01-01',
  needsLawyer: true,
});

/** The catalogue: what is of one category are like purchases (FOA § 5-4 (9), "liknende kontrakter"). */
export const CATEGORIES: readonly CategoryRow[] = [
  alike('food', ['15', '553', '554', '555'], ['meeting-food', 'catering', 'bakery', 'canteen', 'office-fruit']),
  alike('town-tidying', ['9061', '905113'], ['town-tidying', 'litter-picking']),
  alike('laundry', ['9831'], ['laundry']),
  alike('packing', ['7992'], ['packing', 'assembly']),
  alike('gardening', ['7731', '7734'], ['gardening', 'lawn-mowing', 'hedge-cutting']),
  alike('cleaning', ['9091'], ['cleaning']),
  alike('recycling', ['90514'], ['recycling', 'recycling-station']),
  alike('internal-mail', ['6412'], ['internal-mail']),
  alike('furniture-repair', ['5085'], ['furniture-repair']),
  alike('shredding', [], ['shredding']),
  alike('firewood', ['03413'], ['firewood']),
  alike('caretaking', ['98341'], ['caretaking']),
  alike('snow-clearing', ['9062'], ['snow-clearing']),
];

const holdsOn = ({ validFrom, validTo }: CategoryRow, day: string) =>
  validFrom <= day && (validTo === undefined || day <= validTo);

/**
 * The category of an order: by its CPV code, because what is bought counts and not what it is called; where no row knows the
 * code by its kind of work, else by the first three digits of the code.
 */
export function categoryOf(kindOfWork: string, cpv: string, day: string): string {
  const rows = CATEGORIES.filter((row) => holdsOn(row, day));
  const byCpv = rows.find((row) => row.cpv.some((digits) => cpv.startsWith(digits)));
  const byKind = rows.find((row) => row.kindsOfWork.includes(kindOfWork));
  return (byCpv ?? byKind)?.category ?? `cpv-${cpv.slice(0, 3)}`;
}

/** Whether orders can be counted in a category: one of the catalogue, or three digits of which no row takes all codes. */
export function isCategory(category: string): boolean {
  const digits = /^cpv-(\d{3})$/.exec(category)?.[1];
  if (digits === undefined) return CATEGORIES.some((row) => row.category === category);
  return !CATEGORIES.some((row) => row.cpv.some((known) => digits.startsWith(known)));
}

/** The key of a ledger: one per municipality and category. */
export const ledgerIdOf = (municipality: string, category: string): string => `${municipality}:${category}`;
