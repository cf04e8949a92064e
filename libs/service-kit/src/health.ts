import { Controller, Get, Inject, Module, type DynamicModule, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from './asked.js';

/** One thing that must hold for a process to be ready: its name and, where it does not hold, why. */
export interface Probe {
  name: string;
  /** Undefined where it holds. */
  trouble(): Promise<string | undefined> | string | undefined;
}

const PROBES = Symbol('probes');

/** Whether the process lives, and whether it is ready for work. */
@ApiExcludeController()
@Open()
@Controller('health')
export class HealthController {
  constructor(@Inject(PROBES) private readonly probes: Probe[]) {}

  @Get('live')
  live() {
    return { status: 'up' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const checks = await Promise.all(this.probes.map((probe) => this.check(probe)));
    const ready = checks.every((check) => check.status === 'up');
    if (!ready) void reply.status(503);
    return { status: ready ? 'up' : 'down', checks };
  }

  private async check(probe: Probe) {
    const { name } = probe;
    const why = await Promise.resolve()
      .then(() => probe.trouble())
      .catch((error: unknown) => (error as Error).message);
    return why === undefined ? { name, status: 'up' } : { name, status: 'down', why };
  }
}

/** Health of a process, with its probes; further probes may be added to the list later. */
@Module({})
export class HealthModule {
  static with(probes: Probe[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: PROBES, useValue: probes }],
    };
  }
}
