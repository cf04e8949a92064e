import {
  factNamed,
  upcast,
  wireTypes,
  type AssessmentView,
  type OrderAssessed,
  type ReviewView,
} from '#libs/contracts';
import { ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { ledger, type LedgerState } from '../domain/ledger/ledger.js';
import type { ReviewState } from '../domain/review/review.js';
import { vekstbedrift, type VekstbedriftState } from '../domain/vekstbedrift/vekstbedrift.js';

const typesOf = (name: string) => wireTypes(factNamed(name)!);

const STATUSES = { open: ['open'], decided: ['approved', 'refused'], all: ['open', 'approved', 'refused', 'closed'] };

/** More reviews than anybody reads; the open ones of a municipality are a handful. */
const MOST_REVIEWS = 500;

/** Everything that is only read. */
@Injectable()
export class ComplianceReads {
  constructor(private readonly database: ServiceDatabase) {}

  /** Every ledger of a municipality, by category. */
  async ledgersOf(municipality: string): Promise<LedgerState[]> {
    const rows = await this.database.query<{ state: LedgerState }>(
      'SELECT state FROM ledger WHERE municipality = $1 ORDER BY id COLLATE "C"',
      [municipality],
    );
    return rows.map(({ state }) => state);
  }

  /** One ledger; an empty one where nothing was ever ordered or declared in it. */
  async ledger(ledgerId: string): Promise<LedgerState> {
    const [row] = await this.database.query<{ state: LedgerState }>('SELECT state FROM ledger WHERE id = $1', [
      ledgerId,
    ]);
    return row?.state ?? ledger.initial(ledgerId);
  }

  /** Reviews of a municipality, or of all where none is named; the latest request first. */
  async reviews(municipality: string | undefined, status: keyof typeof STATUSES): Promise<ReviewView[]> {
    const rows = await this.database.query<{ state: ReviewState; requestedAt: string }>(
      `SELECT review.state, asked.at AS "requestedAt"
         FROM review
         JOIN LATERAL (SELECT meta->>'occurredAt' AS at FROM log
                        WHERE key = review.id AND agg_version > 0 AND type = ANY($3)
                        ORDER BY agg_version DESC LIMIT 1) asked ON true
        WHERE status = ANY($2) AND ($1::text IS NULL OR municipality = $1)
        ORDER BY asked.at DESC, review.id DESC LIMIT ${MOST_REVIEWS}`,
      [municipality ?? null, STATUSES[status], typesOf('ReviewRequested')],
    );
    return rows.map(({ state, requestedAt }) => reviewView(state, requestedAt));
  }

  /** Every assessment of an order, the latest first. */
  async assessments(orderId: string): Promise<AssessmentView[]> {
    const rows = await this.database.query<{ type: string; data: OrderAssessed; at: string }>(
      `SELECT type, data, meta->>'occurredAt' AS at FROM log
        WHERE key = $1 AND agg_version > 0 AND type = ANY($2) ORDER BY agg_version DESC`,
      [orderId, typesOf('OrderAssessed')],
    );
    return rows.map((row) => assessmentView(upcast(row).data, row.at));
  }

  /** What is recorded on a vekstbedrift. */
  async vekstbedrift(id: string): Promise<VekstbedriftState> {
    const rows = await this.database.query<{ state: VekstbedriftState }>(
      'SELECT state FROM vekstbedrift WHERE id = $1',
      [id],
    );
    return rows[0]?.state ?? vekstbedrift.initial(id);
  }
}

function assessmentView(assessed: OrderAssessed, assessedAt: string): AssessmentView {
  const { reasons, doubts, path } = assessed;
  const isSure = doubts.length === 0 && path !== 'NO_RULES';
  return { ...assessed, reasons: [...reasons, ...doubts], confidence: isSure ? 'high' : 'lower', assessedAt };
}

function reviewView(state: ReviewState, requestedAt: string): ReviewView {
  const { orderId, orderVersion, status, claim, decisionReason } = state;
  const { municipality, category, path, valueOre, usedOre, limitOre, reason } = state as Required<ReviewState>;
  return {
    ...{
      orderId,
      orderVersion,
      municipality,
      category,
      status,
      path,
      valueOre,
      usedOre,
      limitOre,
      reason,
      requestedAt,
    },
    ...(claim && { claimId: claim.claimId }),
    ...(decisionReason && { decisionReason }),
  };
}
