import { HealthModule, type Probe } from '#libs/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { DemoTokens } from './demo-tokens.js';
import { ApiPagesController } from './http/api-pages.controller.js';
import { DemoTokensController } from './http/demo-tokens.controller.js';
import { KeysController } from './http/keys.controller.js';
import { PassController } from './http/pass.controller.js';
import { SigningKey } from './signing-key.js';
import { Upstreams } from './upstreams.js';

@Module({})
export class GatewayModule {
  static with(upstreams: Upstreams, key: SigningKey, demo: boolean, probes: Probe[]): DynamicModule {
    return {
      module: GatewayModule,
      imports: [HealthModule.with(probes)],
      controllers: [...(demo ? [DemoTokensController] : []), ApiPagesController, KeysController, PassController],
      providers: [
        { provide: Upstreams, useValue: upstreams },
        { provide: SigningKey, useValue: key },
        ...(demo ? [DemoTokens] : []),
      ],
    };
  }
}
