import { Open } from '#libs/service-kit';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { SigningKey } from '../signing-key.js';

/** The public keys that tokens are verified by. */
@Open()
@Controller('.well-known')
export class KeysController {
  constructor(private readonly key: SigningKey) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys that tokens are verified by (RFC 7517)' })
  @ApiOkResponse({ description: 'A JWK set' })
  keys() {
    return this.key.publicKeys;
  }
}
