import {
  DeclareLikePurchases,
  LedgerOfCategoryView,
  LedgerSearch,
  LedgerView,
  localDay,
  newId,
  Receipt,
} from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { declareLikePurchases } from '../domain/ledger/declare-like-purchases.js';
import { ledger } from '../domain/ledger/ledger.js';
import { ledgerIdOf } from '../domain/rules/categories.js';
import { ComplianceReads } from '../storage/compliance-reads.js';
import { ledgerLine, ledgerOfCategory } from './ledger-view.js';
import { CategoryInPath } from './path-parts.js';
import { municipalityMeant } from './whose.js';

/** The ledgers of like purchases, and what is declared beside them. */
@Controller()
export class LedgerController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: ComplianceReads,
  ) {}

  @Post('declarations')
  @Does('DeclareLikePurchases')
  @ApiCreatedResponse({ type: Receipt })
  declare(@Asked() call: Call, @Body() declaration: DeclareLikePurchases): Promise<Receipt> {
    const declarationId = newId();
    const ledgerId = ledgerIdOf(call.actor.org, declaration.category);
    return this.journal.command(call, async (tx) =>
      declareLikePurchases(await tx.load(ledger, ledgerId), declaration, { declarationId, now: call.now }),
    );
  }

  @Get('ledger')
  @Does('ReadLedger')
  @ApiOkResponse({ type: LedgerView })
  async ledgers(@Asked() call: Call, @Search() search: LedgerSearch): Promise<LedgerView> {
    const municipality = municipalityMeant(call.actor, search.municipality);
    const on = search.on ?? localDay(call.now);
    const states = await this.reads.ledgersOf(municipality);
    return { municipality, on, categories: states.map((state) => ledgerLine(state, on)) };
  }

  @Get('ledger/:category')
  @Does('ReadLedger')
  @ApiOkResponse({ type: LedgerOfCategoryView })
  async ledger(
    @Asked() call: Call,
    @Param('category', CategoryInPath) category: string,
    @Search() search: LedgerSearch,
  ): Promise<LedgerOfCategoryView> {
    const municipality = municipalityMeant(call.actor, search.municipality);
    const state = await this.reads.ledger(ledgerIdOf(municipality, category));
    return ledgerOfCategory(state, search.on ?? localDay(call.now));
  }
}
