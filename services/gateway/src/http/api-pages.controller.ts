import { HttpProblem, Open } from '#libs/service-kit';
import { Controller, Get, Header, Param, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SERVICES } from '../gateway-settings.js';

/** The pages load nothing from elsewhere and send nothing elsewhere; Swagger UI sets styles in its elements. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Inkluderende Kommune: API</title>
    <link rel="icon" type="image/png" href="/api/ui/favicon-32x32.png">
    <link rel="stylesheet" href="/api/ui/swagger-ui.css">
  </head>
  <body>
    <div id="documents"></div>
    <script src="/api/ui/swagger-ui-bundle.js"></script>
    <script src="/api/ui/swagger-ui-standalone-preset.js"></script>
    <script src="/api/ui/start.js"></script>
  </body>
</html>
`;

/** Swagger UI's default sends the document's address to a validator on the internet; `persist` keeps a token over a change of document. */
const startScript = (urls: { name: string; url: string }[]) => `SwaggerUIBundle({
  urls: ${JSON.stringify(urls)},
  dom_id: '#documents',
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
`;

/** The OpenAPI pages, with a chooser over the documents of all services and the gateway's own. */
@ApiExcludeController()
@Open()
@Controller()
export class ApiPagesController {
  private readonly files = new Map<string, Promise<Buffer>>();

  @Get()
  @Redirect('/api')
  root() {}

  @Get('api')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('api/ui/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return startScript([...SERVICES, 'gateway'].map((name) => ({ name, url: `/api/${name}/openapi.json` })));
  }

  @Get('api/ui/:file')
  @Header('cache-control', 'public, max-age=3600')
  async file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const type = Object.hasOwn(FILES, name) && FILES[name];
    if (!type) throw new HttpProblem(404, 'no-such-route', 'There is no such file: see /api for the pages.');
    reply.type(type);
    if (!this.files.has(name)) this.files.set(name, readFile(join(swaggerUi(), name)));
    return this.files.get(name)!;
  }
}

/** Swagger UI comes with Nest's OpenAPI package. */
function swaggerUi(): string {
  const nest = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(nest).resolve('swagger-ui-dist/package.json'));
}
