import { DeadLetters, History, Journal, ServiceDatabase, type Migration } from '#libs/messaging';
import type { Owner } from '#libs/contracts';
import { Module, type DynamicModule, type Type } from '@nestjs/common';

/** What a service is made of; everything else is the same for all. */
export interface ServiceDefinition {
  name: string;
  module: Type;
  migrations: Migration[];
  /** The services whose facts it reads. */
  reads: Owner[];
}

/** Whether demo mode is on; injectable. */
export class DemoMode {
  constructor(readonly on: boolean) {}
}

/** The journal, reads and letters of a service, injectable everywhere in it. */
@Module({})
export class ServiceCore {
  static of(
    database: ServiceDatabase,
    journal: Journal,
    letters: DeadLetters,
    history: History,
    demo: DemoMode,
  ): DynamicModule {
    const providers = [
      { provide: ServiceDatabase, useValue: database },
      { provide: Journal, useValue: journal },
      { provide: DeadLetters, useValue: letters },
      { provide: History, useValue: history },
      { provide: DemoMode, useValue: demo },
    ];
    return { module: ServiceCore, global: true, providers, exports: providers };
  }
}
