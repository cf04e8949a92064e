import { AssessmentsView, DecideReview, Receipt, ReviewList, ReviewSearch } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Journal, Refused, type Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { decideReview } from '../domain/review/decide-review.js';
import { ComplianceReads } from '../storage/compliance-reads.js';
import { lockedWithLedger } from '../storage/locked-ledgers.js';
import { OrderInPath } from './path-parts.js';
import { maySee } from './whose.js';

/** What advisers decide, and every assessment as it was published. */
@Controller()
export class ReviewsController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: ComplianceReads,
  ) {}

  @Post('reviews/:orderId/decision')
  @Does('DecideReview')
  @ApiCreatedResponse({ type: Receipt })
  decide(
    @Asked() call: Call,
    @Param('orderId', OrderInPath) orderId: string,
    @Body() decision: DecideReview,
  ): Promise<Receipt> {
    const municipality = call.actor.org;
    return this.journal.command(call, async (tx) =>
      decideReview(await lockedWithLedger(tx, orderId), decision, { municipality }),
    );
  }

  @Get('reviews')
  @Does('ReadReviews')
  @ApiOkResponse({ type: ReviewList })
  async reviews(@Asked() { actor }: Call, @Search() { status }: ReviewSearch): Promise<ReviewList> {
    const municipality = actor.role === 'operator' ? undefined : actor.org;
    return { reviews: await this.reads.reviews(municipality, (status ?? 'all') as 'open' | 'decided' | 'all') };
  }

  @Get('assessments/:orderId')
  @Does('ReadAssessments')
  @ApiOkResponse({ type: AssessmentsView })
  async assessments(
    @Asked() { actor }: Call,
    @Param('orderId', OrderInPath) orderId: string,
  ): Promise<AssessmentsView> {
    const [latest, ...earlier] = await this.reads.assessments(orderId);
    if (latest && maySee(actor, latest.municipality)) return { orderId, latest, earlier };
    throw new Refused(notFound('assessment-not-found', 'Your municipality has no assessed order with this id.'));
  }
}
