import { CUSTOMER_CLASSES, localDay, type Figure, type TurnoverLine, type TurnoverShares } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Refused, ServiceDatabase, type Actor } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { declared, measured, noFigure } from './figure.js';
import { largestRemainder } from './largest-remainder.js';

const WHOLE = 10_000;

interface Reported {
  year: number;
  lines: TurnoverLine[];
}

/** Shares of a vekstbedrift's turnover as it declared them, and what the platform measured beside. */
@Injectable()
export class TurnoverReads {
  constructor(private readonly database: ServiceDatabase) {}

  async shares(vekstbedrift: string, asked: number | undefined, { actor, now }: { actor: Actor; now: string }) {
    const [known] = await this.database.query<{ name: string | null }>(
      `SELECT max(name) AS name FROM (SELECT name FROM vekstbedrift WHERE vekstbedrift = $1
        UNION ALL SELECT NULL FROM turnover_row WHERE vekstbedrift = $1) known HAVING count(*) > 0`,
      [vekstbedrift],
    );
    const [reported] = await this.database.query<Reported>(
      `SELECT year, lines FROM turnover_row WHERE vekstbedrift = $1 AND ($2::int IS NULL OR year = $2)
        ORDER BY year DESC LIMIT 1`,
      [vekstbedrift, asked ?? null],
    );
    const year = asked ?? reported?.year ?? Number(localDay(now).slice(0, 4));
    if (!known || !(await this.maySee(actor, vekstbedrift, year))) {
      throw new Refused(notFound('vekstbedrift-not-found', 'There is no such vekstbedrift, or it is not yours.'));
    }
    return {
      vekstbedrift,
      ...(known.name && { name: known.name }),
      year,
      ...(await this.declared(reported?.lines)),
      acceptedFromOwnersOre: await this.acceptedFromOwners(vekstbedrift, year),
    } satisfies TurnoverShares;
  }

  /** Customers are named here: for the vekstbedrift itself, its owners in that year, and the programme. */
  private async maySee({ role, org }: Actor, vekstbedrift: string, year: number): Promise<boolean> {
    if (role === 'coordinator' || role === 'operator') return true;
    if (role === 'manager' || role === 'work-leader') return org === vekstbedrift;
    const owned = await this.database.query(
      `SELECT 1 FROM ownership_row w WHERE vekstbedrift = $1 AND $2 = ANY (owners) AND valid_from <= make_date($3, 12, 31)
          AND NOT EXISTS (SELECT 1 FROM ownership_row later WHERE later.vekstbedrift = $1
                             AND later.valid_from > w.valid_from AND later.valid_from <= make_date($3, 1, 1))`,
      [vekstbedrift, org, year],
    );
    return owned.length > 0;
  }

  private async declared(lines: TurnoverLine[] | undefined) {
    const total = lines?.reduce((sum, { amountOre }) => sum + amountOre, 0) ?? 0;
    if (total === 0) {
      const turnoverOre: Figure = lines
        ? { ...declared(0), reason: 'no-turnover' }
        : noFigure('declared', 'not-reported');
      return { turnoverOre, classes: [], customers: [] };
    }
    const names = await this.namesOf(lines!);
    return { turnoverOre: declared(total), ...sharesOf(lines!, names) };
  }

  private async namesOf(lines: TurnoverLine[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ municipality: string; name: string }>(
      'SELECT municipality, name FROM municipality WHERE municipality = ANY ($1)',
      [lines.flatMap(({ customer }) => customer ?? [])],
    );
    return new Map(rows.map(({ municipality, name }) => [municipality, name]));
  }

  /** Owners are those of the day of placing, as everywhere. */
  private async acceptedFromOwners(vekstbedrift: string, year: number): Promise<Figure> {
    const [row] = await this.database.query<{ ore: number; recorded: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ownership_row WHERE vekstbedrift = $1 AND valid_from <= make_date($2, 12, 31)) AS recorded,
              (SELECT coalesce(sum(accepted_value_ore), 0)::bigint FROM order_row o
                WHERE vekstbedrift = $1 AND placed_day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
                  AND NOT accepted_external
                  AND municipality = ANY (SELECT unnest(owners) FROM ownership_row w
                    WHERE w.vekstbedrift = $1 AND valid_from = (SELECT max(valid_from) FROM ownership_row
                      WHERE vekstbedrift = $1 AND valid_from <= o.placed_day))) AS ore`,
      [vekstbedrift, year],
    );
    return row!.recorded ? measured(row!.ore) : noFigure('measured', 'no-owners-recorded');
  }
}

/** Classes sum to the whole; the customers of a class never have more than the class. */
function sharesOf(lines: TurnoverLine[], names: Map<string, string>) {
  const byClass = CUSTOMER_CLASSES.map((customerClass) => {
    const own = lines.filter((line) => line.customerClass === customerClass);
    return { customerClass, own, amountOre: own.reduce((sum, { amountOre }) => sum + amountOre, 0) };
  });
  const shares = largestRemainder(
    byClass.map(({ amountOre }) => amountOre),
    WHOLE,
  );
  const certainty = 'declared';
  const customers = byClass.flatMap(({ customerClass, own }, i) => {
    const ofClass = largestRemainder(
      own.map(({ amountOre }) => amountOre),
      shares[i]!,
    );
    return own.flatMap(({ customer, amountOre }, j) => {
      const name = customer && names.get(customer);
      const share = ofClass[j]!;
      return customer ? [{ customerClass, customer, ...(name && { name }), amountOre, share, certainty }] : [];
    });
  });
  return {
    classes: byClass.map(({ customerClass, amountOre }, i) => ({
      customerClass,
      amountOre,
      share: shares[i]!,
      certainty,
    })),
    customers: customers.toSorted((a, b) => b.amountOre - a.amountOre),
  };
}
