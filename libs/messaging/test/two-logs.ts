import { fact, newId, OrderPlaced, OrderWithdrawn, type FactBody } from '#libs/contracts';
import { conflict } from '#libs/decider';
import { Journal, Reaction, type Call, type Cause } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import type { ServiceDefinition } from '#libs/service-kit/service';
import { Controller, Module, Param, Post } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { award, review, REVIEW_TABLE } from './review.js';

/** What the handlers do wrong on purpose, by the title of the order. */
export const trouble: { handle?: (placed: OrderPlaced, cause: Cause) => Promise<void> | void } = {};

@Controller()
class Reactions {
  @Reaction(OrderPlaced)
  async onPlaced(placed: OrderPlaced, cause: Cause) {
    await trouble.handle?.(placed, cause);
    await cause.decide(async (tx) => {
      await tx.load(review, placed.orderId);
      return [fact('AwardAssessed', award(placed.orderId, placed.orderVersion))];
    });
  }

  @Reaction(OrderWithdrawn)
  onWithdrawn(_: OrderWithdrawn, cause: Cause) {
    return cause.decide(() => conflict('too-late', 'only to have a rejection'));
  }
}

@Controller('awards')
class Awards {
  constructor(private readonly journal: Journal) {}

  /** Awards the order of the address, or refuses to. */
  @Post(':orderId')
  @Does('FireTimers')
  decide(@Param('orderId') orderId: string, @Asked() call: Call) {
    return this.journal.command(call, async (tx) => {
      const { seen } = await tx.load(review, orderId);
      return seen.length > 0
        ? conflict('too-late', 'It is awarded already.')
        : [fact('AwardAssessed', award(orderId, 1))];
    });
  }
}

@Module({ controllers: [Reactions, Awards] })
class TinyModule {}

class TinyTables1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query(REVIEW_TABLE);
  }
  async down() {}
}

/** A service with one noun and two reactions, in the place of procurement-compliance. */
export const tiny: ServiceDefinition = {
  name: 'procurement-compliance',
  module: TinyModule,
  migrations: [TinyTables1764000000001],
  reads: ['ordering', 'task-assignment'],
};

export function placed(orderId: string, orderVersion: number, title = 'Rolls for a meeting'): FactBody<'OrderPlaced'> {
  return {
    orderId,
    orderVersion,
    municipality: '310000019',
    municipalityNumber: '3336',
    unit: newId(),
    title,
    kindOfWork: 'meeting-food',
    cpv: '55521200',
    valueOre: 250_000,
    estimatedMinutes: 120,
    deliverFrom: '2026-12-01',
    deliverTo: '2026-12-02',
    place: 'Town hall',
    claimBy: '2026-11-30T12:00:00.000Z',
    initiatedAt: '2026-11-23',
  };
}
