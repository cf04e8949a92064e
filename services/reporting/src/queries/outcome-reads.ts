import type { Figure, OutcomeFigures, OutcomeGroup, OutcomeGrouping, OutcomesSearch, Outcomes } from '#libs/contracts';
import { ServiceDatabase, type Actor } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { declared, measured, noFigure } from './figure.js';
import { ParticipationReads } from './participation-reads.js';
import { NONE } from './participations.js';
import { IS_SELECTED, MONTH, selectionFor, valuesOf } from './selection.js';

/** What an order is grouped by, and where the name of a group stands. */
const GROUPS: Record<OutcomeGrouping, { key: string; name?: string }> = {
  none: { key: `''` },
  municipality: { key: 'o.municipality', name: 'municipality n ON n.municipality' },
  vekstbedrift: { key: `coalesce(o.vekstbedrift, '${NONE}')`, name: 'vekstbedrift n ON n.vekstbedrift' },
  department: { key: `coalesce(o.department_id, '${NONE}')`, name: 'department n ON n.department_id' },
  'kind-of-work': { key: 'o.kind_of_work' },
  month: { key: MONTH },
};

const STATES = ['placed', 'cleared', 'held', 'refused', 'confirmed', 'delivered'] as const;
const ENDINGS = ['accepted', 'disputed', 'withdrawn', 'fallback'] as const;
type State = (typeof STATES)[number] | (typeof ENDINGS)[number];

interface Row extends Record<State, number> {
  isTotal: boolean;
  key: string;
  name: string | null;
  municipalityNumber: string;
  valueOre: number;
  externalValueOre: number;
  median: number | null;
  p90: number | null;
  minutes: number;
  rippleOre: number;
  paths: Record<string, number> | null;
}

/** What came of orders: summed from their rows whenever it is asked for. */
@Injectable()
export class OutcomeReads {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly participations: ParticipationReads,
  ) {}

  async outcomes(actor: Actor, { by = 'none', ...asked }: OutcomesSearch): Promise<Outcomes> {
    const selection = selectionFor(actor, asked);
    const [rows, participations] = await Promise.all([
      this.database.query<Row>(statementFor(by), valuesOf(selection)),
      this.participations.all(),
    ]);
    const total = rows.find(({ isTotal }) => isTotal)!;
    const { from, to } = selection;
    return {
      ...(from && { from }),
      ...(to && { to }),
      by,
      groups: rows
        .filter(({ isTotal }) => !isTotal && by !== 'none')
        .map((row) => groupOf(row, by, participations(selection, by, row.key))),
      total: figuresOf(total, participations(selection)),
    };
  }
}

/** One statement, so groups, total and paths are of the same moment. */
function statementFor(by: OutcomeGrouping): string {
  const { key, name } = GROUPS[by];
  const counts = [...STATES, ...ENDINGS].map((state) => `count(${state}_at) AS ${state}`);
  const sum = (what: string) => `coalesce(sum(${what}), 0)::bigint`;
  const quantile = (share: number) => `percentile_cont(${share}) WITHIN GROUP (ORDER BY lead_hours)`;
  return `
    WITH chosen AS (
      SELECT ${key} AS key, o.*, coalesce(o.opened_path, a.path) AS path, d.facilitated_minutes, d.ripple_ore,
             extract(epoch FROM o.delivered_at - o.placed_at) / 3600 AS lead_hours
        FROM order_row o LEFT JOIN assessment_row a USING (order_id)
        LEFT JOIN delivery_row d ON d.delivery_id = o.accepted_delivery_id
       WHERE ${IS_SELECTED}),
    path AS (
      SELECT key, GROUPING(key) AS total, path, count(*) AS orders FROM chosen WHERE path IS NOT NULL
       GROUP BY GROUPING SETS ((key, path), (path))),
    figure AS (
      SELECT key, GROUPING(key) AS total, ${counts.join(', ')},
             max(placed_day || ' ' || municipality_number) AS numbered,
             ${sum('accepted_value_ore')} AS "valueOre",
             ${sum('CASE WHEN accepted_external THEN accepted_value_ore END')} AS "externalValueOre",
             ${quantile(0.5)} AS median, ${quantile(0.9)} AS p90,
             ${sum('facilitated_minutes')} AS minutes, ${sum('ripple_ore')} AS "rippleOre"
        FROM chosen GROUP BY GROUPING SETS ((key), ()))
    SELECT figure.*, total = 1 AS "isTotal", ${name ? 'n.name' : 'NULL AS name'}, right(numbered, 4) AS "municipalityNumber",
           (SELECT jsonb_object_agg(path, orders) FROM path
             WHERE path.total = figure.total AND path.key IS NOT DISTINCT FROM figure.key) AS paths
      FROM figure ${name ? `LEFT JOIN ${name} = figure.key` : ''}
     ORDER BY total, figure.key = '${NONE}', ${name ? 'n.name, ' : ''}figure.key`;
}

function groupOf(row: Row, by: OutcomeGrouping, participations: Figure): OutcomeGroup {
  const { key, name, municipalityNumber } = row;
  return {
    key,
    ...(name && { name }),
    ...(by === 'municipality' && { municipalityNumber }),
    ...figuresOf(row, participations),
  };
}

function figuresOf(row: Row, participations: Figure): OutcomeFigures {
  const { placed, cleared, held, refused, confirmed, delivered, accepted, disputed, withdrawn, fallback } = row;
  const orders = { placed, cleared, held, refused, confirmed, delivered, accepted, disputed, withdrawn, fallback };
  return {
    orders: { ...orders, certainty: 'measured' },
    valueOre: measured(row.valueOre),
    externalValueOre: measured(row.externalValueOre),
    leadTimeMedianHours: hours(row.median),
    leadTimeP90Hours: hours(row.p90),
    facilitatedMinutes: declared(row.minutes),
    participations,
    rippleOre: measured(row.rippleOre),
    paths: { orders: row.paths ?? {}, certainty: 'measured' },
  };
}

const hours = (value: number | null): Figure =>
  value === null ? noFigure('measured', 'nothing-delivered') : measured(Math.round(value * 10) / 10);
