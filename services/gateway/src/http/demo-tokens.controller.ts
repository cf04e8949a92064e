import { DemoToken, IssueDemoToken } from '#libs/contracts';
import { ContractPipe, jsonIn, Open } from '#libs/service-kit';
import { Body, Controller, Header, Post, type PipeTransform } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { DemoTokens } from '../demo-tokens.js';

/** The gateway takes every body as it comes; its own routes read theirs here. */
class JsonBody implements PipeTransform {
  transform(body: unknown): unknown {
    return jsonIn(Buffer.isBuffer(body) ? body : Buffer.from('{}')).value;
  }
}

/** Tokens for trying the platform; this route exists in demo mode only. */
@Open()
@Controller('api/demo')
export class DemoTokensController {
  constructor(private readonly tokens: DemoTokens) {}

  @Post('tokens')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'A token in a role, for an organisation (demo mode only)',
    description:
      'Start as operator, with any valid organisation number: operators register municipalities and vekstbedrifter. ' +
      'Coordinators take any number too. Buyers and advisers need a registered municipality, managers and work-leaders ' +
      'a registered vekstbedrift, work-leaders also one of its departments. Tokens hold for 12 hours. `now` is the ' +
      'moment it is for the holder, so that a month can be played in seconds.',
  })
  @ApiCreatedResponse({ type: DemoToken })
  issue(@Body(new JsonBody(), new ContractPipe()) asked: IssueDemoToken): Promise<DemoToken> {
    return this.tokens.issue(asked);
  }
}
