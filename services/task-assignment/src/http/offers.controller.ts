import { OpenOfferList } from '#libs/contracts';
import type { Call } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { OfferReads } from '../storage/offer-reads.js';

@Controller('offers')
export class OffersController {
  constructor(private readonly reads: OfferReads) {}

  @Get()
  @Does('ReadOffers')
  @ApiOkResponse({ type: OpenOfferList })
  async open(@Asked() { actor, now }: Call): Promise<OpenOfferList> {
    return { offers: await this.reads.open(actor, now) };
  }
}
