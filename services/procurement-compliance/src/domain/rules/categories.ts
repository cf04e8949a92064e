/** A kind of work and the category its purchases are counted in. What is alike is a legal question: a lawyer confirms each. */
export interface CategoryRow {
  kindOfWork: string;
  category: string;
  validFrom: string;
  validTo?: string;
  needsLawyer: true;
}

const alike = (category: string, ...kinds: string[]): CategoryRow[] =>
  kinds.map((kindOfWork) => ({ kindOfWork, category, validFrom: '2017-01-01', needsLawyer: true }));

/** The catalogue: kinds of one category are like purchases (FOA § 5-4 (9), "liknende kontrakter"). */
export const CATEGORIES: readonly CategoryRow[] = [
  ...alike('food', 'meeting-food', 'catering', 'bakery', 'canteen', 'office-fruit'),
  ...alike('town-tidying', 'town-tidying', 'litter-picking'),
  ...alike('laundry', 'laundry'),
  ...alike('packing', 'packing', 'assembly'),
  ...alike('gardening', 'gardening', 'lawn-mowing', 'hedge-cutting'),
  ...alike('cleaning', 'cleaning'),
  ...alike('recycling', 'recycling', 'recycling-station'),
  ...alike('internal-mail', 'internal-mail'),
  ...alike('furniture-repair', 'furniture-repair'),
  ...alike('shredding', 'shredding'),
  ...alike('firewood', 'firewood'),
  ...alike('caretaking', 'caretaking'),
  ...alike('snow-clearing', 'snow-clearing'),
];

/** The category of an order: by its kind of work on that day, else by the first three digits of its CPV code. */
export function categoryOf(kindOfWork: string, cpv: string, day: string): string {
  const known = CATEGORIES.find(
    (row) => row.kindOfWork === kindOfWork && row.validFrom <= day && (row.validTo === undefined || day <= row.validTo),
  );
  return known?.category ?? `cpv-${cpv.slice(0, 3)}`;
}

/** The key of a ledger: one per municipality and category. */
export const ledgerIdOf = (municipality: string, category: string): string => `${municipality}:${category}`;
