import { loggerFor } from '#libs/service-kit';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import request from 'supertest';
import { createDemoKey, GatewaySettings, startGateway, type RunningGateway } from '../src/index.js';
import { demoKeyFile, gatewayTo } from './gateway-under-test.js';
import { json, neighbour } from './neighbour.js';

const REGISTERED = '310000019';

describe('the gateway', () => {
  let behind: Awaited<ReturnType<typeof neighbour>>;
  let gateway: RunningGateway;
  let sick = false;

  beforeAll(async () => {
    behind = await neighbour(({ url }, response) => {
      if (url === '/health/ready') {
        const checks = [{ name: 'database', status: 'up' }, ...(sick ? [{ name: 'consumers', why: 'one waits' }] : [])];
        return json(response, sick ? 503 : 200, { checks });
      }
      json(response, 404, {});
    });
    gateway = await gatewayTo(behind.url);
  });
  afterAll(async () => {
    await gateway.close();
    await behind.close();
  });
  describe('in production', () => {
    it('has no route for demo tokens, and serves its keys', async () => {
      const key = { SIGNING_KEY_FILE: await realKeyFile(), NODE_ENV: 'production' };
      const production = await gatewayTo(behind.url, key);
      const answer = await request(production.url).post('/api/demo/tokens').send({ role: 'operator', org: REGISTERED });
      expect([answer.status, answer.body.code]).toEqual([404, 'no-such-route']);
      const document = await request(production.url).get('/api/gateway/openapi.json');
      expect(Object.keys(document.body.paths)).toEqual(['/.well-known/jwks.json']);
      const { keys } = (await request(production.url).get('/.well-known/jwks.json')).body;
      expect(keys).toEqual([
        { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: 'real-1', x: expect.any(String) },
      ]);
      await production.close();
    });

    it('is left to a key of its own: in demo mode none but a demo key is taken', async () => {
      const start = startWith({ SIGNING_KEY_FILE: await realKeyFile() });
      await expect(start).rejects.toThrow(/^SIGNING_KEY_FILE holds no demo key \([^\n]+\.$/);
    });

    it('does not start with a demo key, without a key or with something else, and says so in one sentence', async () => {
      const nonsense = await demoKeyFile();
      writeFileSync(nonsense, '{"kty":"RSA"}');
      const production = { NODE_ENV: 'production' };
      const sentences: [Partial<GatewaySettings>, RegExp][] = [
        [{ SIGNING_KEY_FILE: await demoKeyFile() }, /^SIGNING_KEY_FILE holds a demo key [^\n]+\.$/],
        [{}, /^Setting SIGNING_KEY_FILE must name [^\n]+: it is missing\.$/],
        [{ SIGNING_KEY_FILE: '/nowhere/key.json' }, /^Setting SIGNING_KEY_FILE [^\n]+ cannot be read\.$/],
        [{ SIGNING_KEY_FILE: nonsense }, /^Setting SIGNING_KEY_FILE [^\n]+ holds something else\.$/],
      ];
      for (const [more, sentence] of sentences)
        await expect(startWith({ ...production, ...more })).rejects.toThrow(sentence);
      await expect(startWith({ ...production, DEMO: true })).rejects.toThrow('DEMO must not be true');
    });
  });

  it('keeps its demo key where only its own account reads it, and makes it once', async () => {
    const file = await demoKeyFile();
    const first = readFileSync(file, 'utf8');
    await createDemoKey(file);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([first, 0o600]);
    expect((JSON.parse(first) as { kid: string }).kid).toMatch(/^demo-/);
    expect(JSON.stringify((await request(gateway.url).get('/.well-known/jwks.json')).body)).not.toContain('"d"');
  });

  it('is ready only when every service is, and says which is not and why', async () => {
    expect((await request(gateway.url).get('/health/live')).body).toEqual({ status: 'up' });
    const ready = await request(gateway.url).get('/health/ready');
    const names = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'up', checks: names.map((name) => ({ name, status: 'up' })) },
    ]);
    sick = true;
    const unready = await request(gateway.url).get('/health/ready');
    sick = false;
    expect(unready.status).toBe(503);
    expect(unready.body.checks[0]).toEqual({ name: 'ordering', status: 'down', why: 'consumers: one waits' });
    const other = await gatewayTo(behind.url, { REPORTING_URL: 'http://127.0.0.1:1' });
    const partly = await request(other.url).get('/health/ready');
    expect(partly.body.checks.map(({ status }: { status: string }) => status)).toEqual(['up', 'up', 'up', 'down']);
    await other.close();
  });

  describe('shows the API', () => {
    it('on a page that loads everything from the gateway itself', async () => {
      expect((await request(gateway.url).get('/')).headers['location']).toBe('/api');
      const page = await request(gateway.url).get('/api');
      expect([page.status, page.type]).toEqual([200, 'text/html']);
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
      const loaded = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address!);
      expect(loaded).toHaveLength(5);
      for (const address of loaded) {
        const file = await request(gateway.url).get(address);
        expect([address, file.status]).toEqual([address, 200]);
        expect(address).toMatch(/^\/api\/ui\//);
      }
      for (const other of ['package.json', '..%2Fpackage.json', 'constructor', 'index.html'])
        expect([other, (await request(gateway.url).get(`/api/ui/${other}`)).status]).toEqual([other, 404]);
    });

    it('with a chooser over every service’s document and its own', async () => {
      const { text } = await request(gateway.url).get('/api/ui/start.js');
      const { urls } = JSON.parse(`{"urls": ${/urls: (.+),\n/.exec(text)![1]}}`) as { urls: { url: string }[] };
      expect(urls.map(({ url }) => url)).toEqual(
        ['ordering', 'procurement-compliance', 'task-assignment', 'reporting', 'gateway'].map(
          (name) => `/api/${name}/openapi.json`,
        ),
      );
      expect(text).not.toMatch(/https?:/);
    });

    it('in a document of its own with the demo tokens', async () => {
      const { body: document } = await request(gateway.url).get('/api/gateway/openapi.json');
      expect(document.openapi).toBe('3.1.0');
      expect(Object.keys(document.paths).sort()).toEqual(['/.well-known/jwks.json', '/api/demo/tokens']);
      const { requestBody, responses } = document.paths['/api/demo/tokens'].post;
      expect(requestBody.content['application/json'].schema.$ref).toBe('#/components/schemas/IssueDemoToken');
      expect(responses['201'].content['application/json'].schema.$ref).toBe('#/components/schemas/DemoToken');
      expect(document.components.schemas.IssueDemoToken.required).toEqual(['role', 'org']);
    });
  });

  function startWith(more: Partial<GatewaySettings>): Promise<RunningGateway> {
    const urls = { ORDERING_URL: behind.url, PROCUREMENT_COMPLIANCE_URL: behind.url };
    const settings = { ...urls, TASK_ASSIGNMENT_URL: behind.url, REPORTING_URL: behind.url, PORT: 0, ...more };
    return startGateway({
      settings: Object.assign(new GatewaySettings(), settings),
      logger: loggerFor('gateway', 'silent'),
    });
  }

  async function realKeyFile(): Promise<string> {
    const file = await demoKeyFile();
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), kid: 'real-1' }));
    return file;
  }
});
