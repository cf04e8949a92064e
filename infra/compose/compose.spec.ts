import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';
import { composeFile, laidOver, type ComposeFile } from './testing/compose-file.js';
import { flawsOf, schemaFlaws } from './testing/compose-flaws.js';

const textOf = (name: string) => readFileSync(join(projectFolder(), name), 'utf8');
const [base, production] = [textOf('docker-compose.yml'), textOf('docker-compose.production.yml')];
const SECRETS = Object.fromEntries(
  textOf('.env.example')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.split('=')[0]!, line.split('=')[1] || 'given-by-the-operator']),
);
const inProduction = (variables = SECRETS) =>
  laidOver(composeFile(base, variables), composeFile(production, variables));

describe('docker-compose.yml', () => {
  it.each([
    ['for trying it out', () => composeFile(base)],
    ['in production', () => inProduction()],
  ])('%s is a compose file, and gives each process what it needs and knows', (_, file) => {
    expect(schemaFlaws(JSON.parse(JSON.stringify(file())) as ComposeFile)).toEqual([]);
    expect(flawsOf(file())).toEqual([]);
  });

  it('opens no port to other computers where it is for trying it out', () => {
    const ports = Object.values(composeFile(base).services).flatMap((container) => container.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:5432:5432']);
  });

  it('opens only the gateway in production, where nothing is a demo and no password is a default', () => {
    const { services } = inProduction();
    const open = Object.entries(services).filter(([, { ports = [] }]) => ports.length > 0);
    expect(open.map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['3000:3000']]]);
    expect(services['gateway']!.environment).toMatchObject({ NODE_ENV: 'production', DEMO: 'false' });
    expect(JSON.stringify(services)).not.toMatch(/only-for-development|demo-signing-key/);
  });

  it.each(Object.keys(SECRETS).filter((name) => name !== 'PORT'))('does not start in production without %s', (name) => {
    const { [name]: _, ...others } = SECRETS;
    expect(() => inProduction(others)).toThrow(`${name} is missing in .env`);
  });
});

describe('The checks of docker-compose.yml have seen', () => {
  const changed = (from: string | RegExp, to: string) => {
    const text = base.replace(from, to);
    expect(text).not.toBe(base);
    return composeFile(text);
  };

  it('text that is no text, and a word that compose does not know', () => {
    expect(schemaFlaws(changed(/'(fetch\(.*)'/, '$1'))).toContain(
      '/services/gateway/healthcheck/test/3 must be string',
    );
    expect(schemaFlaws(changed('retries: 30', 'retry: 30'))).toContain(
      '/services/postgres/healthcheck must NOT have additional properties',
    );
  });

  it.each([
    [/^ {2}reporting:$/m, '  reports:', 'reporting is missing'],
    [/ORDERING_URL/, 'ORDERS_URL', 'gateway: ORDERS_URL is no setting of it'],
    [/ORDERING_URL.*/, '', /^gateway: Setting ORDERING_URL must be an address .*: it is missing\.$/],
    [/ORDERING_PASSWORD: .*/, 'ORDERING_PASSWORD: short', /^provision: Setting ORDERING_PASSWORD must be 16 to 128/],
    ['TRANSPORT: kafka', 'TRANSPORT: pigeon', /^ordering: Setting TRANSPORT must be .*: it is "pigeon"\.$/],
    ['SERVICE: ordering', 'SERVICE: reporting', 'ordering: it is built as reporting'],
    ['http://ordering:3000', 'http://orders:3000', 'gateway: ORDERING_URL leads to orders, which is not there'],
    ['KAFKA_BROKERS:-kafka', 'KAFKA_BROKERS:-broker', 'ordering: KAFKA_BROKERS leads to broker, which is not there'],
    ['networks: [door]', 'networks: [stores]', 'gateway: it reaches postgres'],
    [/networks: \[stores\]$/m, 'networks: [door]', 'provision: postgres is on no network of it'],
    [
      'kafka: { condition: service_healthy }',
      'kafka: { condition: service_started }',
      /until kafka is service_healthy/,
    ],
    ['127.0.0.1:5432:', '5432:', 'postgres: 5432:5432 is open to others'],
    [/restart: unless-stopped/, 'restart: always', 'ordering: it is not started again'],
    ['healthcheck: &ready', 'x-ready: &ready', 'ordering: nobody sees whether it is well'],
    ['read_only: true', 'read_only: false', 'ordering: read_only is left out'],
  ])('%s turned into %s', (from, to, flaw) => {
    expect(flawsOf(changed(from, to))).toContainEqual(typeof flaw === 'string' ? flaw : expect.stringMatching(flaw));
  });
});
